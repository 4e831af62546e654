// Plays an XForm in ODK's own engine, so that a test can compare it with ours at every step.
//
// Lines of JSON in, lines of JSON out. First {"form": "<xml>", "now": milliseconds}, then one step a line: {"set":
// reference, "value": text or list of texts} {"add": reference of a repeat} or {"remove": reference of a repeat}, which
// takes its last entry away. After the form and after each step:
// {"nodes": {reference: state}}, or {"error": message} when the engine would not take it. `now` stands still.
// Another form takes the place of the one before and of its clock: starting Node costs more than most forms do.
import { createInterface } from 'node:readline';
import { JSDOM } from 'jsdom';

const { window } = new JSDOM('<!doctype html>');
const NAMES = ['window', 'document', 'DOMParser', 'XMLSerializer', 'Node', 'Element', 'Attr', 'Text', 'Comment',
  'CDATASection', 'Document', 'XMLDocument', 'ProcessingInstruction', 'HTMLElement', 'NodeFilter', 'XPathResult'];
for (const name of NAMES) globalThis[name] ??= window[name];

// The engine is made for browsers: where it sees Node it looks for files of its own that are not there.
const node = process;
globalThis.process = undefined;
const { loadForm } = await import('@getodk/xforms-engine');
globalThis.process = node;
const Clock = globalThis.Date;
let root = null;

function stopped(now) {
  return class extends Clock {
    constructor(...given) { super(...(given.length ? given : [now])); }
    static now() { return now; }
  };
}

async function open({ form, now }) {
  root = null;
  globalThis.Date = now === undefined ? Clock : stopped(now);
  const loaded = await loadForm(form, {
    missingResourceBehavior: 'BLANK',
    fetchFormAttachment: async () => new Response('', { status: 404 }),
  });
  if (loaded.status === 'failure') throw loaded.error;
  root = loaded.createInstance().root;
}

function* walk(node) {
  yield node;
  for (const child of node.currentState.children ?? []) yield* walk(child);
}

function find(reference) {
  for (const node of walk(root)) if (node.currentState.reference === reference) return node;
  throw new Error(`no node ${reference}`);
}

function set(reference, value) {
  const node = find(reference);
  if (node.nodeType === 'select') return node.selectValues(Array.isArray(value) ? value : value === '' ? [] : [value]);
  if (node.nodeType === 'rank') return node.setValues(value);
  return node.setValue(node.nodeType === 'trigger' ? value === 'OK' : value);
}

function removeLast(repeat) {
  repeat.removeInstances(repeat.currentState.children.length - 1, 1);
}

function state(node) {
  const now = node.currentState;
  const said = { type: node.nodeType, relevant: now.relevant, required: now.required, readonly: now.readonly };
  if (now.children !== null) return said;
  said.value = node.instanceState?.instanceXML !== undefined ? inner(node) : null;
  said.violation = node.validationState?.violation?.condition ?? null;
  said.options = Array.isArray(now.valueOptions) ? now.valueOptions.map((option) => option.value) : null;
  return said;
}

// What the node would submit: the text every kind of value has in common. Most nodes say at each step what they said
// before, and reading XML costs more than all the rest.
const texts = new Map();

function inner(node) {
  const xml = node.instanceState.instanceXML;
  if (!texts.has(xml)) texts.set(xml, textOf(xml));
  return texts.get(xml);
}

function textOf(xml) {
  const spaces = 'xmlns:jr="jr" xmlns:orx="orx" xmlns:odk="odk" xmlns:entities="entities"';
  return new window.DOMParser().parseFromString(`<x ${spaces}>${xml}</x>`, 'application/xml').documentElement.textContent;
}

function answer(step) {
  if ('set' in step) set(step.set, step.value);
  else if ('add' in step) find(step.add).addInstances();
  else if ('remove' in step) removeLast(find(step.remove));
  return Object.fromEntries([...walk(root)].map((node) => [node.currentState.reference, state(node)]));
}

for await (const line of createInterface({ input: process.stdin })) {
  const step = JSON.parse(line);
  let said;
  try {
    if ('form' in step) await open(step);
    said = { nodes: answer(step) };
  } catch (error) {
    said = { error: String(error?.message ?? error) };
  }
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
process.exit(0);
