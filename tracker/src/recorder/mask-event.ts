import { isCardNumber, scrubAddress, scrubText, stars } from './scrub-text.ts';

/** What the page and the project ask for. */
export interface MaskRules {
  /** All text, not only what is typed. */
  all: boolean;
  /** Selectors; `mask` always has `[data-ag-mask]` and so on. */
  mask: string;
  unmask: string;
  /** Address of the page as it may be told. */
  addressOf: (href: string) => string;
  /** The live node of an id. */
  nodeOf: (id: number) => Node | null;
}

type Attributes = Record<string, unknown>;

interface SerializedNode {
  id: number;
  tagName?: string;
  attributes?: Attributes;
  textContent?: string;
  childNodes?: SerializedNode[];
}

interface RecordedEvent {
  type: number;
  data: {
    source?: number;
    href?: string;
    node?: SerializedNode;
    id?: number;
    text?: string;
    adds?: { node: SerializedNode }[];
    attributes?: { id: number; attributes: Attributes }[];
  };
}

/** Masked whatever anybody unmasks. */
const never =
  'input[type=password],input[type=hidden],[autocomplete^=cc-],[autocomplete*=password],[autocomplete=one-time-code]';
const fields = /^(input|textarea|select|option|optgroup|button)$/;
/** What a button says is part of the page. */
const captions = /^(submit|button|reset|image)$/;
const addresses = /^(href|src|action|formaction|poster|data|cite|ping|background|xlink:href|rr_src|manifest)$/;
/** Attributes that say something to people. */
const said = /^(title|alt|label|placeholder|aria-(label|description|placeholder|valuetext|roledescription)|data-.*)$/;
const harmless = /^(viewport|color-scheme|theme-color)$/;

/** Whether what is in this field may be told. */
export function mayTell(element: Element | null, text: string, { unmask }: MaskRules): boolean {
  return !!element?.closest(unmask) && !element.matches(never) && !isCardNumber(text);
}

const masked = (element: Element | null, { all, mask, unmask }: MaskRules): boolean => {
  const nearest = element?.closest(`${mask},${unmask}`);
  return nearest ? !nearest.matches(unmask) || nearest.matches(mask) : all;
};

/** Masks the attributes of one element in place. */
function maskAttributes(tag: string, attributes: Attributes, element: Element | null, rules: MaskRules): void {
  const hide = masked(element, rules);
  const field = fields.test(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (/^on|^(srcdoc|nonce)$/.test(name)) delete attributes[name];
    if (typeof value !== 'string' || !(name in attributes)) continue;
    const type = `${attributes.type ?? (element as HTMLInputElement | null)?.type ?? ''}`;
    if (name === 'value') {
      const shown = (tag === 'input' && captions.test(type) && !hide) || /^(progress|meter|li)$/.test(tag);
      if (!shown && !(field && mayTell(element, value, rules))) attributes[name] = stars(value);
    } else if (tag === 'meta') {
      if (name === 'content' && !harmless.test(`${attributes.name}`)) attributes[name] = '';
    } else if (addresses.test(name)) attributes[name] = scrubAddress(value);
    else if (name === 'srcset') attributes[name] = value.replace(/\S+/g, scrubAddress);
    else if (said.test(name) && !name.startsWith('data-ag-')) {
      const typed = name === 'placeholder' || (field && name === 'label');
      attributes[name] = hide || (typed && !mayTell(element, value, rules)) ? stars(value) : scrubText(value);
    }
  }
}

function maskNode(root: SerializedNode, rules: MaskRules): void {
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    const { tagName, attributes, childNodes } = node;
    if (tagName && attributes) {
      maskAttributes(tagName, attributes, rules.nodeOf(node.id) as Element | null, rules);
      const [text] = childNodes ?? [];
      if (tagName === 'title' && text?.textContent) {
        text.textContent = rules.all ? stars(text.textContent) : scrubText(text.textContent);
      }
    }
    if (childNodes) open.push(...childNodes);
  }
}

/** Masks an event of the recorder in place, so that nothing private is ever in a queue. */
export function maskEvent(event: RecordedEvent, rules: MaskRules): void {
  const { data } = event;
  if (data.href) data.href = rules.addressOf(data.href);
  if (data.node) maskNode(data.node, rules);
  for (const { node } of data.adds ?? []) maskNode(node, rules);
  if (data.source === 0) {
    for (const { id, attributes } of data.attributes ?? []) {
      const element = rules.nodeOf(id) as Element | null;
      maskAttributes(element?.nodeName.toLowerCase() ?? '', attributes, element, rules);
    }
  }
  if (data.source === 5 && data.text && !mayTell(rules.nodeOf(data.id ?? 0) as Element | null, data.text, rules)) {
    data.text = stars(data.text);
  }
}
