import { expect, test } from 'vitest';
import { hearWord, silenceMs, silenceText, startListening, type Word } from './silence.ts';

/** @param words `3 heard, 60 lost`: each with the second at which it comes; listening begins at 0. */
const silenceAt = (seconds: number, words: string): number | undefined => {
  const last = words.split(', ').reduce((before, text) => {
    const [at, word] = text.split(' ');
    return word === undefined ? before : hearWord(before, word as Word, Number(at) * 1000);
  }, startListening(0));
  const forMs = silenceMs(last, seconds * 1000);
  return forMs === undefined ? undefined : forMs / 1000;
};

test.each<[string, number, string, number | undefined]>([
  ['its first list may take', 9.9, '', undefined],
  ['its first list does not come', 10, '', 10],
  ['it is listed, and its watch may take', 11.9, '2 listed', undefined],
  ['it is listed, and its watch never begins', 12, '2 listed', 10],
  ['connected, a bookmark may be late', 78, '2 listed, 3 heard', undefined],
  ['connected, nothing comes', 78.001, '2 listed, 3 heard', 75.001],
  ['a bookmark is a word', 100, '3 heard, 63 heard', undefined],
  ['a change is a word', 100, '3 heard, 63 changed', undefined],
  ['an object that goes is a word', 100, '3 heard, 63 deleted', undefined],
  ['lost for a moment, however old the last word', 69.9, '3 heard, 60 lost', undefined],
  ['lost for 10 s', 70, '3 heard, 60 lost', 67],
  ['lost at each try counts from the first', 70, '3 heard, 60 lost, 65 lost', 67],
  ['a list between tries is a word', 74.9, '3 heard, 60 lost, 65 listed, 66 lost', undefined],
  ['a list and no watch after it', 75, '3 heard, 60 lost, 65 listed, 66 lost', 10],
  ['gone as soon as it is connected again', 90, '3 heard, 60 lost, 90 heard', undefined],
  ['connected again, it has its 75 s anew', 165, '3 heard, 60 lost, 90 heard', undefined],
])('when a kind is silent: %s', (_, seconds, words, expected) => {
  expect(silenceAt(seconds, words)).toBe(expected);
});

test('is told in whole seconds', () => {
  expect(silenceText('pods', 83_400)).toBe('pods: no word for 83 s');
});
