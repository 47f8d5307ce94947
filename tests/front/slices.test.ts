import { describe, expect, it } from 'vitest';
import { slices } from '../../static/src/admin/slices';

describe('a CSV file cut into slices', () => {
  it('given five rows and slices of two, when cut, then each has the head and knows its lines', () => {
    const made = slices('a,b\n1,1\n2,2\n3,3\n4,4\n5,5\n', 2);
    expect(made.map((slice) => slice.text)).toEqual(['a,b\n1,1\n2,2', 'a,b\n3,3\n4,4', 'a,b\n5,5']);
    expect(made.map((slice) => slice.firstLine)).toEqual([1, 3, 5]);
  });

  it('given a quoted field with line ends, when cut, then the row stays whole and lines are still counted', () => {
    const made = slices('a,b\r\n1,"x\r\ny ""z"""\r\n2,2\r\n', 1);
    expect(made.map((slice) => slice.text)).toEqual(['a,b\n1,"x\ny ""z"""', 'a,b\n2,2']);
    expect(made.map((slice) => slice.firstLine)).toEqual([1, 3]);
  });

  it('given nothing or only a head, when cut, then there is nothing to send', () => {
    expect(slices('', 10)).toEqual([]);
    expect(slices('\uFEFFa,b\n', 10)).toEqual([]);
  });
});
