import { markdownHtml } from './markdown';

describe('Markdown that people wrote', () => {
  test('has lists, tables, code and links', () => {
    const html = markdownHtml(
      '# Rack\n\n* one\n* `two`\n\n|a|b|\n|-|:-:|\n|1|2|\n\nhttps://pve.example:8006',
    );
    expect(html).toContain('<h3>Rack</h3>');
    expect(html).toContain('<li><code>two</code></li>');
    expect(html).toContain('<td>1</td>');
    expect(html).toContain('<a href="https://pve.example:8006" rel="noreferrer nofollow">');
    // The policy of our pages refuses styles within elements.
    expect(html).not.toContain('style=');
  });

  test('goes on from the headings of the page', () => {
    expect(markdownHtml('## A\n\n### B\n\n# C', 2)).toMatch(/<h3>A<\/h3>\s*<h4>B<\/h4>\s*<h2>C<\/h2>/);
    expect(markdownHtml('### A')).toContain('<h3>A</h3>');
  });

  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[a](javascript:alert(1))',
    '[a](data:text/html;base64,PHNjcmlwdD4=)',
    '![a](https://elsewhere.example/a.png)',
    '<a href="#" onclick="alert(1)">a</a>',
    '[a](https://x.example "\\" onmouseover=\\"alert(1)")',
  ])('can neither run nor fetch anything: %s', (text) => {
    const html = markdownHtml(text);
    expect(html).not.toMatch(/<(script|img|iframe)/i);
    expect(html).not.toMatch(/<[^>]*\s(on\w+|style|src)=(?![^<]*&quot;)/i);
    expect(html).not.toMatch(/href="(javascript|data):/i);
  });
});
