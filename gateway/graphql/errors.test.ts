import { describe, expect, it, jest } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { Fault } from '../../modules/kernel/errors.js';
import { createErrorFormatter } from './errors.js';

const log = () => ({ info: jest.fn(), warn: jest.fn(), error: jest.fn() });
const wrapped = (originalError: Error) => new GraphQLError(originalError.message, { originalError, path: ['stop'] });

describe('errors as clients see them', () => {
  it('carry a fault’s code, words and details, and leave its cause in the log', () => {
    const logger = log();
    const formatted = createErrorFormatter(logger)(wrapped(new Fault('BAD_INPUT', { field: 'first', reason: 'at most 100' }, { cause: new Error('secret') })), 'request-1');
    expect(formatted).toEqual({ message: '填写的内容有误，请检查后再试', path: ['stop'], extensions: { code: 'BAD_INPUT', messageEn: 'Something in the request is not valid', requestId: 'request-1', details: { field: 'first', reason: 'at most 100' } } });
    expect(logger.error).not.toHaveBeenCalled();
  });

  it.each([
    ['thrown in a resolver', wrapped(new TypeError('secret: password of the database'))],
    ['thrown bare', new Error('secret: password of the database')],
    ['thrown as text', 'secret: password of the database'],
    ['with a code that is not ours', new GraphQLError('secret', { originalError: new Error('secret'), extensions: { code: 'constructor' } })],
  ])('tell nothing of a defect %s', (_name, error) => {
    const logger = log();
    const formatted = createErrorFormatter(logger)(error, 'request-2');
    expect(formatted).toMatchObject({ message: '系统出了点问题，我们已经知道了，请稍后再试', extensions: { code: 'INTERNAL', requestId: 'request-2' } });
    expect(JSON.stringify(formatted)).not.toContain('secret');
    expect(JSON.stringify(logger.error.mock.calls, (_key, value: unknown) => (value instanceof Error ? `${value.message} ${String(value.cause ?? '')}` : value))).toContain('secret');
  });

  it('take an error without extensions, as compiled execution makes them', () => {
    const bare = Object.create(GraphQLError.prototype, { message: { value: 'Variable is wrong' }, extensions: { value: undefined } }) as GraphQLError; // its constructor would fill extensions in
    expect(createErrorFormatter(log())(bare, 'request-3').extensions).toMatchObject({ code: 'QUERY_INVALID' });
  });
});
