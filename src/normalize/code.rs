//! Code that leaked into the text: tags that were encoded, scripts, style sheets, templates, shortcodes.
//!
//! Only shapes that no sentence has, and only up to their own end; a program that an article is about stays, for whole scripts
//! are recognised by how they start (`!function(`, `window.dataLayer`, `.td_uid_1{`).

use super::scan::{is_about_markup, is_program, lines};
use super::{Context, Fix, Fixer};
use memchr::{memchr_iter, memmem};

/// Tags that came out of entities, and their attributes.
pub(super) struct Markup;

/// The elements of HTML that pages use in their text. `<name>` of anything else stays: `<stdio.h>`, `<username>`.
const ELEMENTS: [&str; 47] = [
    "a",
    "abbr",
    "article",
    "aside",
    "b",
    "blockquote",
    "br",
    "button",
    "caption",
    "center",
    "cite",
    "div",
    "em",
    "embed",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "iframe",
    "img",
    "input",
    "li",
    "link",
    "nav",
    "noscript",
    "ol",
    "p",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "td",
    "tr",
    "u",
    "ul",
];

impl Fixer for Markup {
    fn name(&self) -> &'static str {
        "markup"
    }

    fn about(&self) -> &'static str {
        "tags and comments that were written as entities go; the words between them stay"
    }

    fn class(&self) -> &'static str {
        "markup"
    }

    fn fix(&self, text: &str, _cx: &Context, fixes: &mut Vec<Fix>) {
        let mut done = 0;
        for i in memchr_iter(b'<', text.as_bytes()) {
            if i < done {
                continue;
            }
            let end = if text[i..].starts_with("<!--") {
                text[i..].find("-->").map(|n| i + n + 3)
            } else {
                tag(&text[i..]).map(|n| i + n)
            };
            if let Some(end) = end {
                fixes.push(Fix::remove(i..end));
                done = end;
            }
        }
        if fixes.is_empty() {
            return;
        }
        // An article about HTML names tags one by one; leftovers of a page come with the attributes that pages use, or in pairs.
        let page = ["href=", "class=", "style=", "src=", "rel=", "target="];
        let leftover = fixes.iter().any(|fix| page.iter().any(|p| text[fix.range.clone()].contains(p)))
            || fixes.iter().filter(|fix| text[fix.range.clone()].starts_with("</")).count() * 2 >= fixes.len();
        if !leftover || is_program(text) || is_about_markup(text) {
            fixes.clear();
        }
    }
}

/// The length of the tag at the start of the text.
fn tag(text: &str) -> Option<usize> {
    let name = text[1..].strip_prefix('/').unwrap_or(&text[1..]);
    let n = name.find(|c: char| !c.is_ascii_alphanumeric())?;
    if !ELEMENTS.contains(&name[..n].to_ascii_lowercase().as_str()) || !name[n..].starts_with([' ', '>', '/', '\n']) {
        return None;
    }
    let end = text.find('>')?;
    // Attributes are short and hold no other tag.
    let inside = text.get(1..end)?;
    let attributes = &name[n..name.len() - (text.len() - end)];
    let sound = attributes.trim_matches(['/', ' ']).is_empty() || attributes.contains('=');
    (end < 2000 && !inside.contains('<') && sound).then_some(end + 1)
}

/// Scripts, style sheets, templates, shortcodes.
pub(super) struct Code;

/// How scripts start that pages embed.
const SCRIPTS: [&str; 14] = [
    "!function(",
    "(function(",
    "(function (",
    "window.dataLayer",
    "window._taboola",
    "window.googletag",
    "googletag.cmd",
    "(adsbygoogle",
    "var googletag",
    "jQuery(document)",
    "jQuery(function",
    "$(document).ready",
    "window.fbAsyncInit",
    "document.write(",
];

/// The shortcodes of WordPress and its plugins that carry no words of the story.
const SHORTCODES: [&str; 22] = [
    "caption",
    "gallery",
    "embed",
    "audio",
    "video",
    "playlist",
    "pullquote",
    "vc_row",
    "vc_column",
    "vc_column_text",
    "et_pb_section",
    "et_pb_row",
    "et_pb_column",
    "et_pb_text",
    "ad",
    "adrotate",
    "contact-form-7",
    "mc4wp_form",
    "youtube",
    "tweet",
    "dropcap",
    "wp_ad_camp",
];

impl Fixer for Code {
    fn name(&self) -> &'static str {
        "code"
    }

    fn about(&self) -> &'static str {
        "embedded scripts, style sheets, template fields and shortcodes go"
    }

    fn class(&self) -> &'static str {
        "technical"
    }

    fn fix(&self, text: &str, _cx: &Context, fixes: &mut Vec<Fix>) {
        let bytes = text.as_bytes();
        if memchr::memchr2(b'{', b'[', bytes).is_none() && memchr::memchr(b'(', bytes).is_none() {
            return;
        }
        for (start, line) in lines(text) {
            if !line.bytes().any(|b| matches!(b, b'{' | b'[' | b'(')) {
                continue;
            }
            if script(line.trim()) || style(line.trim()) {
                fixes.push(Fix::remove(start..start + line.len()));
                continue;
            }
            inline(line, start, fixes);
        }
        if !fixes.is_empty() && is_program(text) {
            fixes.clear();
        }
    }
}

/// Is the whole line a script?
fn script(line: &str) -> bool {
    SCRIPTS.iter().any(|s| line.starts_with(s)) && line.ends_with([';', ')', '}'])
}

/// Is the whole line style rules: `.td_uid_1 .title{color:red}`, `@media (max-width: 10px) {…}`?
fn style(line: &str) -> bool {
    let Some(open) = line.find('{') else { return false };
    let selector = line[..open].trim();
    let first = line.starts_with(['.', '#', '@'])
        || ["body", "html", "div", "span", "a:", "p{", "p {", "img", "table", "ul", "li"].iter().any(|s| selector.starts_with(s));
    let inside = &line[open + 1..];
    let rule = inside.contains(':') && inside.contains('}') && line.ends_with('}') || line.starts_with("@media");
    // Nothing in a selector looks like a sentence.
    first && rule && !selector.contains(". ") && line.ends_with('}') && selector.len() < 300 && !inside.starts_with('{')
}

/// Template fields and shortcodes within a line.
fn inline(line: &str, start: usize, fixes: &mut Vec<Fix>) {
    let mut found = Vec::new();
    for i in memmem::find_iter(line.as_bytes(), "{{") {
        // `{{ title }}`, `{{#if}}`, `{{{ raw }}}`: short, closed, one word or an expression without a sentence in it.
        let Some(n) = line[i..].find("}}") else { continue };
        let mut end = i + n + 2;
        while line[end..].starts_with('}') {
            end += 1;
        }
        let inside = line[i..end].trim_matches(['{', '}']).trim();
        let words = inside.split(' ').count();
        let field = inside.bytes().all(|b| b.is_ascii_alphanumeric() || b" _.-#/^&|:'\"$>!()[],=+@".contains(&b));
        if field && words <= 6 && !inside.contains(". ") && end - i < 120 {
            found.push(i..end);
        }
    }
    for i in memchr_iter(b'[', line.as_bytes()) {
        let name = line[i + 1..].strip_prefix('/').unwrap_or(&line[i + 1..]);
        let n = name.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))).unwrap_or(name.len());
        if !SHORTCODES.contains(&&name[..n]) {
            continue;
        }
        let Some(close) = line[i..].find(']') else { continue };
        let inside = &line[i + 1..i + close];
        // `[video]` alone is a label that editors write; a shortcode has attributes or an end of its own.
        let closed = inside.starts_with('/') || line.contains(&format!("[/{}]", &name[..n]));
        if inside.contains('=') || closed || n > 0 && name[..n].contains('_') {
            found.push(i..i + close + 1);
        }
    }
    found.sort_by_key(|r| r.start);
    let mut done = 0;
    for range in found {
        if range.start >= done {
            done = range.end;
            fixes.push(Fix::remove(start + range.start..start + range.end));
        }
    }
}

#[test]
fn examples() {
    super::template::check(
        &Markup,
        &[
            ("en", "a <a href=\"/x\">link</a> and <br /> more", "a link and  more"),
            ("en", "text <!-- note --> goes on <p class=\"x\">", "text  goes on "),
            (
                "en",
                "use the <br> and <p> tags, #include <stdio.h>, <username>",
                "use the <br> and <p> tags, #include <stdio.h>, <username>",
            ),
            ("en", "a < b and c > d", "a < b and c > d"),
        ],
    );
    super::template::check(
        &Code,
        &[
            ("en", "Story.\n!function(w,d){w.x=1}(window);\nMore.", "Story.\n\nMore."),
            ("en", ".tdi_1_a2 .title{color:red;margin:0}\nStory.", "\nStory."),
            ("en", "Share {{#success}} now {{/success}} [caption id=\"1\" width=\"2\"]A boat[/caption]", "Share  now  A boat"),
            ("en", "He wrote {sic} and [video] and [12] (see above).", "He wrote {sic} and [video] and [12] (see above)."),
            (
                "en",
                "{% if a == b %}\n{{ person }}\n{% endif %}\nlet a = b(c);\nx => y",
                "{% if a == b %}\n{{ person }}\n{% endif %}\nlet a = b(c);\nx => y",
            ),
            ("en", "fn main() {\n    call();\n}", "fn main() {\n    call();\n}"),
        ],
    );
}
