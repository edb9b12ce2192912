import type { MessageTemplate } from '../../../messages/contract.js';

/** What people are told of ratings. */
export const ratingTemplates: readonly MessageTemplate[] = [
  {
    name: 'community.rating-poor', version: 1, kind: 'AFFAIRS', params: ['service'],
    title: { zh: '收到一条差评', en: 'A bad rating came in' },
    body: { zh: '“{service}”收到一条差评，请在1个工作日内联系核实，15个工作日内整改。', en: '“{service}” got a bad rating. Please be in touch within 1 working day and put it right within 15.' },
  },
  {
    name: 'community.rating-poor-unreachable', version: 1, kind: 'AFFAIRS', params: ['service'],
    title: { zh: '收到一条差评', en: 'A bad rating came in' },
    body: { zh: '“{service}”收到一条差评，对方没有留联系方式，不用回访，请在15个工作日内整改。', en: '“{service}” got a bad rating whose giver left no phone. Nobody can be called back; please put it right within 15 working days.' },
  },
  {
    name: 'community.rating-late', version: 1, kind: 'AFFAIRS', params: ['service', 'what'],
    title: { zh: '差评办理超时', en: 'A bad rating is late' },
    body: { zh: '“{service}”的一条差评没有按时{what}，请督办。', en: 'A bad rating of “{service}” was not {what} in time. Please see to it.' },
  },
  {
    name: 'community.rating-by-number', version: 1, kind: 'AFFAIRS', params: ['service', 'number'],
    title: { zh: '有人凭办件编号作了评价', en: 'Your case was rated by its number' },
    body: { zh: '有人凭编号和证件末四位评价了“{service}”（{number}）。如果不是您的意思，请登录重新评价，以您的评价为准。', en: 'Somebody rated “{service}” ({number}) by its number and the last four of your identity number. If that is not what you think, sign in and rate it yourself: yours takes its place.' },
    sms: { zh: '有人凭编号评价了您的办件，如非本人，请登录重新评价', en: 'Your case was rated by its number; if it was not you, sign in and rate it yourself' },
  },
  {
    name: 'community.rating-put-right', version: 1, kind: 'AFFAIRS', params: ['service', 'number'],
    title: { zh: '您反映的问题已整改', en: 'What you found bad was put right' },
    body: { zh: '您对“{service}”（{number}）的评价反映的问题已整改，结果已公开。', en: 'What you said of “{service}” ({number}) was put right, and what was done is published.' },
  },
];
