export { drawPaper, drawQr, type PaperContent } from './pdf.js';
