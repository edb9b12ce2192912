import { createRequire } from 'node:module';
import path from 'node:path';
import PDFDocument from 'pdfkit';
import QRCode from 'qrcode';

const require = createRequire(import.meta.url);
const fonts = path.dirname(require.resolve('@expo-google-fonts/noto-sans-sc/package.json'));
const REGULAR = path.join(fonts, '400Regular/NotoSansSC_400Regular.ttf');
const BOLD = path.join(fonts, '700Bold/NotoSansSC_700Bold.ttf');

/** What a paper of one or more pages says. */
export interface PaperContent {
  readonly title: string;
  /** Under the title: the number, say. */
  readonly subtitle?: string;
  /** Rows of a label and its words, section by section. */
  readonly sections: readonly { readonly heading?: string; readonly rows: readonly (readonly [label: string, text: string])[]; readonly paragraphs?: readonly string[] }[];
  /** What the QR code leads to, with the words beside it. */
  readonly qr: { readonly url: string; readonly words: readonly string[] };
  /** Who issues it and when, at the foot on the right. */
  readonly issuer: readonly string[];
  /** Epoch milliseconds: the document's own date, so that the same content is the same paper. */
  readonly at: number;
}

const MARGIN = 56;
const WIDTH = 595.28 - 2 * MARGIN;
const LABEL = 110;
const QR = 96;

/** Draws a paper as PDF (A4), its fonts cut down to the characters in it. */
export async function drawPaper(content: PaperContent): Promise<Buffer> {
  const doc = new PDFDocument({ size: 'A4', margin: MARGIN, info: { Title: content.title, Producer: '', Creator: '', CreationDate: new Date(content.at), ModDate: new Date(content.at) }, lang: 'zh-CN', displayTitle: true, pdfVersion: '1.7' });
  const parts: Buffer[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    doc.on('data', (part: Buffer) => parts.push(part));
    doc.on('end', resolve);
    doc.on('error', reject);
  });
  doc.registerFont('regular', REGULAR).registerFont('bold', BOLD);
  doc.font('bold').fontSize(20).text(content.title, { align: 'center' });
  if (content.subtitle) doc.moveDown(0.3).font('regular').fontSize(11).fillColor('#555555').text(content.subtitle, { align: 'center' }).fillColor('#000000');
  doc.moveDown(1);
  for (const section of content.sections) drawSection(doc, section);
  await drawFoot(doc, content);
  doc.end();
  await ended;
  return Buffer.concat(parts);
}

function drawSection(doc: PDFKit.PDFDocument, { heading, rows, paragraphs = [] }: PaperContent['sections'][number]): void {
  if (heading) doc.moveDown(0.6).font('bold').fontSize(12).text(heading, MARGIN).moveDown(0.3);
  for (const [label, text] of rows) {
    doc.font('regular').fontSize(10.5);
    const height = Math.max(doc.heightOfString(text, { width: WIDTH - LABEL }), doc.heightOfString(label, { width: LABEL - 8 })) + 6;
    if (doc.y + height > doc.page.height - MARGIN) doc.addPage();
    const top = doc.y;
    doc.fillColor('#555555').text(label, MARGIN, top, { width: LABEL - 8 }).fillColor('#000000').text(text, MARGIN + LABEL, top, { width: WIDTH - LABEL });
    doc.x = MARGIN;
    doc.y = top + height;
  }
  for (const paragraph of paragraphs) doc.font('regular').fontSize(10.5).text(paragraph, MARGIN, undefined, { width: WIDTH, lineGap: 4 }).moveDown(0.4);
}

async function drawFoot(doc: PDFKit.PDFDocument, { qr, issuer }: PaperContent): Promise<void> {
  if (doc.y + QR + 40 > doc.page.height - MARGIN) doc.addPage();
  const top = doc.y + 24;
  const image = await QRCode.toBuffer(qr.url, { errorCorrectionLevel: 'M', margin: 1, width: QR * 4 });
  doc.image(image, MARGIN, top, { width: QR, height: QR });
  doc.font('regular').fontSize(9).fillColor('#555555').text(qr.words.join('\n'), MARGIN + QR + 12, top + 8, { width: 200, lineGap: 3 }).fillColor('#000000');
  doc.font('bold').fontSize(11).text(issuer.join('\n'), MARGIN + WIDTH - 190, top + 30, { width: 190, align: 'right', lineGap: 4 });
}

/** A QR code as SVG text. */
export function drawQr(url: string): Promise<string> {
  return QRCode.toString(url, { type: 'svg', errorCorrectionLevel: 'M', margin: 1 });
}
