import { CONTRACT_SCOPES, describeScope, PERSONAL_SCOPES } from '../../../modules/identity/index.js';
import { html, page, trustedHtml, type Html } from './page.js';

/** A site as these pages name it. */
export interface NamedSite {
  readonly name: string;
  readonly address: string;
}

const both = (zh: string, en: string): Html => html`${zh}<br><span class="en" lang="en">${en}</span>`;

/** Asks once a site what it may know and do. `action` is where the answer is posted. */
export function consentPage(site: NamedSite, scopes: readonly string[], action: string): string {
  const told = scopes.filter((scope) => scope !== 'openid' && !PERSONAL_SCOPES[scope]?.optional && !CONTRACT_SCOPES[scope]?.technical);
  const optional = scopes.filter((scope) => PERSONAL_SCOPES[scope]?.optional);
  const line = (scope: string): Html => {
    const { zh, en } = describeScope(scope);
    return both(zh, en);
  };
  return page(`登录 ${site.name}`, html`
<h1>用您的账号登录“${site.name}”<br><span class="en" lang="en">Sign in to ${site.name}</span></h1>
<p>${site.address}</p>
<form method="post" action="${action}">
${told.length > 0 ? html`<p>${both('同意后，该网站可以：', 'This site will be able to see or do:')}</p><ul>${told.map((scope) => html`<li>${line(scope)}</li>`)}</ul>` : html`<p>${both('该网站只知道您已登录，不会得到您的个人信息。', 'The site only learns that you have signed in.')}</p>`}
${optional.map((scope) => html`<p><label><input type="checkbox" name="optional" value="${scope}"> ${line(scope)}</label></p>`)}
<button type="submit" name="decision" value="allow">同意并登录 <span lang="en">Agree</span></button>
<button type="submit" name="decision" value="deny" class="second">不同意 <span lang="en">Decline</span></button>
</form>`);
}

/** Where somebody types a kiosk's code. `form` is the provider's own, with its token against forgery. */
export function deviceInputPage(action: string, xsrf: string, problem: 'wrong' | 'aborted' | 'failed' | null): string {
  const said = {
    wrong: both('没有找到这个代码，或已过期、已用过，请看一体机屏幕后再输一次。', 'This code is not known, has expired or was used.'),
    aborted: both('已取消，一体机没有登录。', 'Cancelled: the kiosk was not signed in.'),
    failed: both('出了点问题，请再试一次。', 'Something went wrong; please try again.'),
  };
  return page('一体机登录', html`
<h1>${both('在一体机上登录', 'Sign in on a kiosk')}</h1>
${problem ? html`<p role="alert">${said[problem]}</p>` : ''}
<form method="post" action="${action}">
<input type="hidden" name="xsrf" value="${xsrf}">
<p><label for="user_code">${both('请输入一体机屏幕上的代码', 'Enter the code on the kiosk')}</label></p>
<input type="text" id="user_code" name="user_code" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="12" required>
<button type="submit">下一步 <span lang="en">Continue</span></button>
</form>`);
}

/** Asks on the phone whether that kiosk is the one somebody stands before. `form` comes from the provider. */
export function deviceConfirmPage(form: string, site: NamedSite, userCode: string): string {
  return page('确认登录一体机', html`
<h1>${both('要在这台一体机上登录吗？', 'Sign in on this kiosk?')}</h1>
<p>${site.name}</p>
<p>${both('屏幕上应显示同样的代码：', 'Its screen shows the same code:')}</p>
<p class="code">${userCode}</p>
<p>${both('只有您本人正站在一体机前、代码一致时才确认。别人发来的二维码或代码，请不要确认。', 'Confirm only if you stand before it and the codes agree, never for a code that somebody sent you.')}</p>
${trustedHtml(form)}
<button type="submit" form="op.deviceConfirmForm">确认登录 <span lang="en">Confirm</span></button>
<button type="submit" form="op.deviceConfirmForm" name="abort" value="yes" class="second">不是我 <span lang="en">Cancel</span></button>`);
}

/** Says that the kiosk is signed in. */
export function deviceDonePage(): string {
  return page('已登录一体机', html`<h1>${both('已确认，请在一体机上继续', 'Done: go on at the kiosk')}</h1><p>${both('办完后请在一体机上点“退出”。', 'Please sign out there when you have finished.')}</p>`);
}

/** Asks how far to sign out. */
export function logoutPage(form: string, site: NamedSite | null): string {
  return page('退出登录', html`
<h1>${both('要退出登录吗？', 'Sign out?')}</h1>
${trustedHtml(form)}
<button type="submit" form="op.logoutForm" name="logout" value="yes">全部退出（含区城账号和其他网站）<br><span lang="en">Sign out everywhere</span></button>
<button type="submit" form="op.logoutForm" class="second">${site ? html`只退出“${site.name}”` : html`不退出`}<br><span lang="en">${site ? 'Only this site' : 'Stay signed in'}</span></button>`);
}

/** Says that somebody is signed out. */
export function loggedOutPage(): string {
  return page('已退出', html`<h1>${both('您已退出登录', 'You have signed out')}</h1><p><a href="/">返回首页 <span lang="en">Home</span></a></p>`);
}

/** Says that something cannot go on, with the standard's short code for the site's engineers and nothing of the inside. */
export function problemPage(code: string): string {
  return page('无法登录', html`<h1>${both('登录没有完成', 'Sign-in could not be completed')}</h1><p>${both('请回到原来的网站再试一次。', 'Please go back to the site and try again.')}</p><p class="en">${code}</p>`);
}
