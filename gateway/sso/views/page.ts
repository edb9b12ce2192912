import { createHash } from 'node:crypto';

/** Plain and large, for phones and counters; no picture, script or font is loaded. */
const STYLE = `
:root{color-scheme:light dark}
body{font:1.125rem/1.6 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;margin:0 auto;max-width:32rem;padding:1.5rem;color:#1a1a1a;background:#fff}
h1{font-size:1.5rem;line-height:1.3}
.en{color:#595959;font-size:.9em}
ul{padding-inline-start:1.2rem}
.code{font:700 2rem/1.4 ui-monospace,monospace;letter-spacing:.15em}
label,input[type=text]{font-size:1.125rem}
input[type=text]{box-sizing:border-box;width:100%;padding:.75rem;border:1px solid #767676;border-radius:.5rem}
input[type=checkbox]{width:1.25rem;height:1.25rem;vertical-align:middle}
button{font:inherit;width:100%;min-height:3rem;margin-block:.4rem;border-radius:.5rem;border:1px solid #06683a;background:#06683a;color:#fff}
button.second{background:transparent;color:#06683a}
button:focus-visible,input:focus-visible,a:focus-visible{outline:3px solid #0b57d0;outline-offset:2px}
@media (prefers-color-scheme:dark){body{color:#f2f2f2;background:#161616}.en{color:#b8b8b8}button.second{color:#6fd6a1;border-color:#6fd6a1}}
`;

/** The policy's word for the one style that pages here have. */
const STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;

/** Text that already is HTML. */
export interface Html {
  readonly html: string;
}

/** Builds HTML: whatever is put in is escaped, unless it is Html itself. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | Html | readonly Html[])[]): Html {
  return { html: parts.map((part, index) => part + shown(values[index])).join('') };
}

/** Takes over HTML that oidc-provider made (its forms). */
export function trustedHtml(text: string): Html {
  return { html: text };
}

function shown(value: string | Html | readonly Html[] | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  return 'html' in value ? value.html : value.map((one) => one.html).join('');
}

/** A whole page. */
export function page(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><style>${trustedHtml(STYLE)}</style></head>
<body><main>${body}</main></body>
</html>`.html;
}

/**
 * The policy of these pages. Browsers hold the targets of a form's redirects to `form-action` too, so the site to which
 * somebody goes back is named in it.
 */
export function pagePolicy(formTargets: readonly string[] = []): string {
  const targets = new Set(formTargets.flatMap((target) => (URL.canParse(target) ? [new URL(target).origin] : [])));
  return [`default-src 'none'`, `script-src 'none'`, `style-src ${STYLE_SOURCE}`, `form-action ${["'self'", ...targets].join(' ')}`, `base-uri 'none'`, `frame-ancestors 'none'`].join('; ');
}
