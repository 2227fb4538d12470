import MarkdownIt from 'markdown-it';
import sanitizeHtml from 'sanitize-html';

/** Pictures are left out: a page that fetches them would tell other servers who reads it, and our policy refuses them. */
const markdown = new MarkdownIt({ html: false, linkify: true }).disable('image');

const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];
const TAGS = [
  ...HEADINGS, 'p', 'br', 'hr', 'blockquote', 'ul', 'ol', 'li', 'strong', 'em', 's', 'code', 'pre',
  'table', 'thead', 'tbody', 'tr', 'th', 'td', 'a',
]; // prettier-ignore

/**
 * HTML of what people wrote as Markdown; HTML in it is shown as text, and nothing in it can run or fetch anything. Its
 * highest headings become those of a level, so that they go on from the headings of the page.
 */
export function markdownHtml(text: string, level = 3): string {
  const html = markdown.render(text);
  const levels = [...html.matchAll(/<h([1-6])>/g)].map(([, digit]) => Number(digit));
  const lowered = (name: string): string =>
    `h${Math.min(6, Number(name.slice(1)) - Math.min(...levels) + level)}`;
  return sanitizeHtml(html, {
    allowedTags: TAGS,
    allowedAttributes: { a: ['href', 'title', 'rel'], ol: ['start'] },
    allowedSchemes: ['http', 'https', 'mailto', 'ftp', 'ssh'],
    transformTags: {
      ...Object.fromEntries(HEADINGS.map((name) => [name, lowered(name)])),
      a: (tagName, attributes) => ({ tagName, attribs: { ...attributes, rel: 'noreferrer nofollow' } }),
    },
  });
}
