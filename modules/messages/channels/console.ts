import type { Logger } from '../../kernel/module.js';
import type { ChannelAnswer, ChannelReceipt, SmsChannel, WechatChannel } from '../contract.js';

/** Delivers to this machine's log, for the sample district: who tries it out has no provider. Reports each as delivered. */
class ConsoleChannel {
  readonly #listeners = new Set<(receipt: ChannelReceipt) => Promise<void>>();

  onReceipt(listener: (receipt: ChannelReceipt) => Promise<void>): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  protected accept(key: string): ChannelAnswer {
    setImmediate(() => {
      // A receipt lost here would be reported again by a provider; a log has nobody to ask.
      for (const listener of this.#listeners) listener({ key, outcome: 'DELIVERED' }).catch(() => undefined);
    });
    return { outcome: 'ACCEPTED', providerId: `console-${key}` };
  }
}

const LAST_DIGITS = /.{0,4}$/s;

/**
 * Text messages to the console. The log is told that one went out and to which last digits; the words themselves go to
 * `print`, which a real district never has.
 */
export function createConsoleSms(logger: Logger, print: (line: string) => void): SmsChannel {
  return new (class extends ConsoleChannel implements SmsChannel {
    async send({ key, phone, text }: Parameters<SmsChannel['send']>[0]): Promise<ChannelAnswer> {
      const [digits] = LAST_DIGITS.exec(phone) ?? [''];
      logger.info({ key, to: `****${digits}` }, 'SMS on the console');
      print(`SMS ****${digits}: ${text}`);
      return this.accept(key);
    }
  })();
}

/** WeChat subscription messages to the console. */
export function createConsoleWechat(logger: Logger, print: (line: string) => void): WechatChannel {
  return new (class extends ConsoleChannel implements WechatChannel {
    async send({ key, templateId, fields }: Parameters<WechatChannel['send']>[0]): Promise<ChannelAnswer> {
      logger.info({ key, templateId }, 'WeChat message on the console');
      print(`WeChat ${templateId}: ${Object.values(fields).join(' · ')}`);
      return this.accept(key);
    }
  })();
}
