import { districtClock, districtDate } from '../../../kernel/district-time.js';
import { maskIdentifier } from '../../../kernel/identifiers.js';
import type { PersonFacts } from '../../contract.js';
import type { DocumentInput } from '../../documents/index.js';
import type { ServiceDefinition } from '../catalogue/definition.js';
import type { ApplicationContent, Signing } from './types.js';

const WAYS: Readonly<Record<Signing['by'], string>> = { paper: '窗口录入，申请人纸质签名', 'second-factor': '本人在线提交，二次验证后电子签名', certificate: '本人在线提交，二次验证后以本人数字证书签名' };

/** The receipt of an application: what was handed in, what follows, and by when. It says that it came in, not that it is accepted. */
export function receiptOf({ definition, content, person, signing, district }: {
  readonly definition: ServiceDefinition;
  readonly content: ApplicationContent;
  readonly person: PersonFacts;
  readonly signing: Signing;
  readonly district: string;
}): DocumentInput {
  const nameOf = (inputId: string): string => definition.inputs.find(({ id }) => id === inputId)?.name.zh ?? inputId;
  const papers = content.papers.map(({ inputId, files }) => `${nameOf(inputId)}（${files.length} 份）`);
  const fetched = definition.inputs.filter(({ how }) => how === 'fetched').map(({ name }) => name.zh);
  return {
    kind: 'RECEIPT', number: content.number, person: { id: person.id, name: person.name }, title: `${definition.name.zh}收件回执`, subtitle: `办件编号 ${content.number}`, at: signing.at, issuer: [`${district}政务服务中心`, districtDate(signing.at)],
    sections: [
      { heading: '申请', rows: [['事项', definition.name.zh], ['申请人', `${person.name}　${maskIdentifier(person.identifier)}`], ['收件时间', `${districtDate(signing.at)} ${districtClock(signing.at)}`], ['提交方式', WAYS[signing.by]]] },
      { heading: '材料', rows: [['已提交', papers.join('、') || '无'], ...(fetched.length > 0 ? [['部门共享，免提交', fetched.join('、')] as const] : []), ...(content.toFollow.length > 0 ? [['容后补交', content.toFollow.map(nameOf).join('、')] as const] : []), ...(content.committed ? [['告知承诺', '已作书面承诺'] as const] : [])] },
      {
        heading: '接下来', rows: [['承诺时限', `${definition.limits.promisedWorkingDays} 个工作日（法定 ${definition.limits.legalWorkingDays} 个工作日）`], ['咨询电话', definition.contact.phone]],
        paragraphs: ['本回执只证明已收到申请。是否受理、材料是否齐全，将一次性书面告知；可凭办件编号随时查询进度。'],
      },
    ],
  };
}
