import assert from 'node:assert/strict';
import { sharedSetting } from '../../../../src/server/search/shared';

const root = { id: '', uri: 'file:///work/my%20shop' };
const of = (url: string, name = '', roots = [root], isReachable = true) =>
  sharedSetting({ 'search.sharedIndex': url, 'search.sharedName': name }, roots, isReachable);

describe('the setting of a shared index', () => {
  it('names the server without its user, and the folder as it is called', () => {
    assert.equal(of(''), undefined);
    const url = 'postgres://me@host:5433/search?sslmode=require';
    const place = 'postgres://host:5433/search';
    assert.deepEqual(of(` ${url} `), { choice: { url, workspace: 'my shop' }, place });
    assert.deepEqual(of(url, '', [{ id: '', uri: 'file:///work/100% shop' }]), {
      choice: { url, workspace: '100% shop' },
      place,
    });
    assert.deepEqual(of(url, 'shop'), { choice: { url, workspace: 'shop' }, place });
  });

  it('takes no part in a browser, which reaches no such server', () => {
    const status = { place: 'postgres://host/search', trouble: 'inBrowser' };
    assert.deepEqual(of('postgres://me@host/search', '', [root], false), { status });
    assert.equal(of('', '', [root], false), undefined);
  });

  it('is refused with a password, for several folders, and where it is no address', () => {
    const place = 'postgres://host/search';
    for (const url of ['postgres://me:hunter2@host/search', 'postgres://me@host/search?password=hunter2']) {
      assert.deepEqual(of(url), { status: { place, trouble: 'passwordInSettings' } });
    }
    const several = [root, { id: 'b', uri: 'file:///b' }];
    assert.deepEqual(of('postgres://me@host/search', '', several), { status: { place, trouble: 'severalFolders' } });
    for (const url of ['https://host/search', 'host', 'postgres:']) {
      assert.deepEqual(of(url), { status: { place: '', trouble: 'noUrl' } });
    }
  });
});
