/** One entry of the fault catalogue: what HTTP says, what a resident reads, and whether an engineer must hear of it. */
interface FaultKind {
  readonly status: number;
  readonly zh: string;
  readonly en: string;
  /** True: logged as an error and counted; false: the client's own doing. */
  readonly reported: boolean;
}

/**
 * Every fault the product can answer with. Codes are stable: clients match on them, never on the text.
 * Expected outcomes of an operation (a full slot, say) are unions in the schema and do not stand here.
 */
export const FAULTS = {
  BAD_INPUT: { status: 400, zh: '填写的内容有误，请检查后再试', en: 'Something in the request is not valid', reported: false },
  UNAUTHENTICATED: { status: 401, zh: '请先登录', en: 'Please sign in first', reported: false },
  STEP_UP_REQUIRED: { status: 401, zh: '请再次验证身份后继续', en: 'Please confirm your second factor first', reported: false },
  NOT_PROOFED: { status: 403, zh: '请先完成实名认证', en: 'Please prove your identity first', reported: false },
  CONSENT_REQUIRED: { status: 403, zh: '需要先同意相关说明', en: 'Consent is needed first', reported: false },
  IDEMPOTENCY_CONFLICT: { status: 409, zh: '这次提交与之前的内容不同，请重新提交', en: 'The same key was used with another input', reported: false },
  FORBIDDEN: { status: 403, zh: '没有权限进行此操作', en: 'You may not do this', reported: false },
  NOT_FOUND: { status: 404, zh: '没有找到', en: 'Not found', reported: false },
  SERVICE_ENDED: { status: 410, zh: '这件事项已经停办，不再受理新的申请', en: 'This service has ended and takes no new applications', reported: false },
  CONFLICT: { status: 409, zh: '内容已被更新，请刷新后再试', en: 'This has changed meanwhile', reported: false },
  TOO_LARGE: { status: 413, zh: '内容过大', en: 'The request is too large', reported: false },
  QUERY_LIMIT: { status: 400, zh: '一次查询的内容太多，请分次查询', en: 'The query asks for too much at once', reported: false },
  QUERY_INVALID: { status: 400, zh: '查询语句有误', en: 'The query is not valid', reported: false },
  DOCUMENT_NOT_TRUSTED: { status: 400, zh: '此接口只接受已登记的查询', en: 'Only registered documents are answered here', reported: false },
  RATE_LIMITED: { status: 429, zh: '操作太频繁，请稍后再试', en: 'Too many requests; please try again shortly', reported: false },
  TRANSIT_FEED_INVALID: { status: 422, zh: '公交数据有误，未导入', en: 'The transit feed has errors and was not imported', reported: false },
  UNAVAILABLE: { status: 503, zh: '服务暂时不可用，请稍后再试', en: 'The service is not available right now', reported: true },
  INTERNAL: { status: 500, zh: '系统出了点问题，我们已经知道了，请稍后再试', en: 'Something went wrong on our side', reported: true },
} as const satisfies Record<string, FaultKind>;

/** A stable fault code. */
export type FaultCode = keyof typeof FAULTS;

/**
 * A fault from the catalogue. `details` name what is wrong (for BAD_INPUT: `{ field, reason }`) and reach the client;
 * `cause` stays in the log.
 */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: FaultCode, details: Readonly<Record<string, unknown>> = {}, options?: { cause?: unknown }) {
    super(FAULTS[code].en, options);
    this.name = 'Fault';
    this.code = code;
    this.details = details;
  }

  /** The catalogue's entry of this fault. */
  get kind(): FaultKind {
    return FAULTS[this.code];
  }
}
