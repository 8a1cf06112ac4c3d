// Makes plain what comes from Word and Google Docs, as newsroom/paste.py does on the server; a test holds them equal.
import { Extension } from "django-prose-editor/editor";

const INLINE = new Set(["A", "B", "BR", "CODE", "EM", "FONT", "I", "S", "SPAN", "STRONG", "SUB", "SUP", "U"]);
const HEADINGS = { H1: "h2", H2: "h2", H3: "h3", H4: "h3", H5: "h3", H6: "h3" };
const KEPT = new Set(["P", "UL", "OL", "LI", "BLOCKQUOTE", "CITE", "FIGURE", "FIGCAPTION", "TABLE", "THEAD", "TBODY", "TR", "TD", "TH"]);
const HOLDERS = new Set(["LI", "TD", "TH", "BLOCKQUOTE"]);
const ATTRIBUTES = ["data-image", "data-alt", "data-rumour", "data-article", "colspan", "rowspan", "start"];
const UNSEEN = "head, meta, noscript, script, style, title, xml, link, del, s, strike";
const LEVEL = /mso-list:\s*l\d+\s+level(\d)/;
const NUMBERED = /^\s*\(?(?:\d+|[a-z]|[ivxlc]+)[.)]/i;
const BOLD = /(?<![\w-])font-weight:\s*(?:bold|[6-9]00)/;
const LIGHT = /(?<![\w-])font-weight:\s*(?:normal|[1-5]00)/;
const ITALIC = /(?<![\w-])font-style:\s*(?:italic|oblique)/;
const UPRIGHT = /(?<![\w-])font-style:\s*normal/;
const CROSSED = /text-decoration(?:-line)?:[^;]*line-through/;
const QUOTES = ["MsoQuote", "MsoIntenseQuote"];
const REMARK = /^#_?(?:cmnt|msocom)/;

const make = (tag, children = []) => {
  const element = document.createElement(tag);
  element.append(...children);
  return element;
};
const isElement = (node) => node.nodeType === 1;
const isInline = (node) => !isElement(node) || INLINE.has(node.tagName);
const styleOf = (element) => (element.getAttribute("style") || "").toLowerCase();
const isSign = (element) => styleOf(element).replaceAll(" ", "").includes("mso-list:ignore");

export function madePlain(html) {
  const body = new DOMParser().parseFromString(html, "text/html").body;
  for (const unseen of body.querySelectorAll(UNSEEN)) unseen.remove();
  return make("div", blocks(contents(body))).innerHTML;
}

function contents(element) {
  return joined([...element.childNodes].flatMap(plain));
}

function plain(node) {
  if (node.nodeType === 3) return [document.createTextNode(node.data.replace(/[\s\u00a0]+/g, " "))];
  if (!isElement(node) || isUnseen(node)) return [];
  if (INLINE.has(node.tagName)) return mark(node);
  if (node.tagName.includes(":") || !(KEPT.has(node.tagName) || node.tagName in HEADINGS || node.tagName === "DIV")) return contents(node);
  return block(node);
}

function isUnseen(element) {
  const style = styleOf(element);
  const name = element.getAttribute("class") || "";
  return isSign(element) || CROSSED.test(style) || style.includes("mso-element:comment") || style.replaceAll(" ", "").includes("display:none") ||
    name.includes("MsoComment") || name.includes("msocom") || REMARK.test(element.getAttribute("href") || "");
}

function mark(element) {
  if (element.tagName === "BR") return [make("br")];
  let inside = contents(element);
  const text = inside.map((node) => node.textContent).join("");
  if (element.tagName === "A") {
    const href = target(element.getAttribute("href") || "");
    if (!href || !text.trim()) return inside;
    const link = make("a", inside);
    link.setAttribute("href", href);
    return [link];
  }
  if (!text.trim() || inside.some((node) => !isInline(node))) return inside;
  const style = styleOf(element);
  const tag = element.tagName;
  if (ITALIC.test(style) || (["I", "EM"].includes(tag) && !UPRIGHT.test(style))) inside = [make("em", without("EM", inside))];
  if (BOLD.test(style) || (["B", "STRONG"].includes(tag) && !LIGHT.test(style))) inside = [make("strong", without("STRONG", inside))];
  return inside;
}

function target(href) {
  if (href.startsWith("#") || /^(?!https?:|mailto:)[a-z][\w+.-]*:/i.test(href)) return "";
  try {
    const url = new URL(href);
    if (["www.google.com", "google.com"].includes(url.hostname) && url.pathname === "/url") return url.searchParams.get("q") || "";
  } catch {
    // An address within the site.
  }
  return href;
}

function block(element) {
  const inside = contents(element);
  const style = styleOf(element);
  const name = element.getAttribute("class");
  if (element.tagName === "DIV" && !element.dataset.rumour && !element.dataset.article) return blocks(inside);
  if (QUOTES.includes(name)) return [make("blockquote", [make("p", inside)])];
  const level = LEVEL.exec(style);
  if (level && element.tagName === "P") {
    const sign = [...element.querySelectorAll("*")].find(isSign)?.textContent ?? "";
    const line = make("x-item", inside);
    line.dataset.level = level[1];
    line.dataset.tag = NUMBERED.test(sign.replaceAll("\u00a0", " ")) ? "ol" : "ul";
    return [line];
  }
  const heading = HEADINGS[element.tagName] ?? (["MsoTitle", "MsoSubtitle"].includes(name) ? "h2" : "");
  if (heading) return [make(heading, without("STRONG", inside))];
  const kept = make(element.tagName.toLowerCase(), shaped(element.tagName, inside));
  for (const attribute of ATTRIBUTES) if (element.hasAttribute(attribute)) kept.setAttribute(attribute, element.getAttribute(attribute));
  return [kept];
}

function without(tag, nodes) {
  return joined(nodes.flatMap((node) => {
    if (!isElement(node)) return [node];
    const inside = without(tag, [...node.childNodes]);
    if (node.tagName === tag) return inside;
    const copy = node.cloneNode(false);
    copy.append(...inside);
    return [copy];
  }));
}

function shaped(tag, inside) {
  if (HOLDERS.has(tag)) return blocks(inside);
  if (tag === "UL" || tag === "OL") return items(inside);
  return ["TABLE", "THEAD", "TBODY", "TR"].includes(tag) ? inside.filter(isElement) : inside;
}

function items(nodes) {
  const found = [];
  for (const node of nodes.filter(isElement)) {
    if (["UL", "OL"].includes(node.tagName) && found.length) found.at(-1).append(node);
    else if (node.tagName === "LI") found.push(node);
  }
  return found;
}

function joined(nodes) {
  const out = [];
  for (const node of nodes) {
    const last = out.at(-1);
    if (last && node.nodeType === 3 && last.nodeType === 3) last.data = (last.data + node.data).replace(/\s+/g, " ");
    else if (last && sameMark(node, last)) last.replaceChildren(...joined([...last.childNodes, ...node.childNodes]));
    else out.push(node);
  }
  return out;
}

function sameMark(one, other) {
  return isElement(one) && isElement(other) && ["STRONG", "EM", "A"].includes(one.tagName) && one.tagName === other.tagName &&
    one.getAttribute("href") === other.getAttribute("href");
}

function blocks(nodes) {
  const out = [];
  let running = [];
  const end = () => {
    const inside = trimmed(running);
    if (inside.length) out.push(make("p", inside));
    running = [];
  };
  for (const node of nodes) {
    if (isInline(node)) {
      running.push(node);
      continue;
    }
    end();
    if (!isEmpty(node)) out.push(node);
  }
  end();
  return withLists(out);
}

function trimmed(nodes) {
  const kept = [...nodes];
  while (kept.length && isBlank(kept[0])) kept.shift();
  while (kept.length && isBlank(kept.at(-1))) kept.pop();
  if (kept[0]?.nodeType === 3) kept[0].data = kept[0].data.trimStart();
  if (kept.at(-1)?.nodeType === 3) kept.at(-1).data = kept.at(-1).data.trimEnd();
  return kept;
}

function isBlank(node) {
  return node.nodeType === 3 ? !node.data.trim() : node.tagName === "BR" || (isInline(node) && !node.textContent.trim());
}

function isEmpty(element) {
  if (["P", "H2", "H3", "X-ITEM", "FIGCAPTION", "CITE"].includes(element.tagName)) element.replaceChildren(...trimmed(element.childNodes));
  return !["DIV", "FIGURE", "TABLE", "TD", "TH", "TR"].includes(element.tagName) && !element.textContent.trim();
}

function withLists(nodes) {
  const out = [];
  let open = [];
  for (const node of nodes) {
    if (node.tagName !== "X-ITEM") {
      open = [];
      out.push(node);
      continue;
    }
    const { level, tag } = node.dataset;
    while (open.length && (open.at(-1).level > level || (open.at(-1).level === level && open.at(-1).tag !== tag))) open.pop();
    if (!open.length || open.at(-1).level < level) {
      const list = make(tag);
      if (open.length) open.at(-1).list.lastChild.append(list);
      else out.push(list);
      open.push({ level, tag, list });
    }
    open.at(-1).list.append(make("li", [make("p", node.childNodes)]));
  }
  return out;
}

export const CleanPaste = Extension.create({
  name: "cleanPaste",
  transformPastedHTML: madePlain,
});
