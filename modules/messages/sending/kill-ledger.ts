import type { Connection } from 'mongoose';
import type { SmsChannel } from '../contract.js';

/** A text-message provider of the tests that outlives whoever hands it something: each handing over is a document. */
export function ledgerSms(connection: Connection, handed: () => void): SmsChannel {
  return {
    async send({ key }) {
      await connection.collection('ledger').insertOne({ key }, { writeConcern: { w: 'majority' } });
      handed();
      return { outcome: 'ACCEPTED', providerId: key };
    },
    onReceipt: () => () => undefined,
  };
}
