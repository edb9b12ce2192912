import type { Page } from 'playwright-core';

/** What is too small for elder mode: text below 20 px, and what is touched below 48 px of height; links within a sentence count as text alone. */
export function tooSmall(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const nameOf = (element: Element): string => `${element.tagName.toLowerCase()} “${(element.textContent ?? '').trim().slice(0, 20)}”`;
    const faults = [...document.querySelectorAll('body *')].flatMap((element) => {
      const style = getComputedStyle(element);
      const { width, height } = element.getBoundingClientRect();
      if (width < 2 || height < 2 || style.visibility === 'hidden' || element.closest('.sr-only, .skip-link')) return [];
      const speaks = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '');
      const small = speaks && parseFloat(style.fontSize) < 19.9 ? [`${style.fontSize}: ${nameOf(element)}`] : [];
      const touched = element.matches('a[href], button, input, select, textarea, summary') && !(element.matches('a') && style.display === 'inline');
      // A box to tick is touched by its label.
      const target = touched ? (element.closest('label') ?? element).getBoundingClientRect().height : 48;
      return [...small, ...(target < 47.9 ? [`${target.toFixed(0)} px high: ${nameOf(element)}`] : [])];
    });
    return [...new Set(faults)];
  });
}
