import { describe, expect, it } from 'vitest';
import { Refusal } from '#schemas/errors.ts';
import { icannRules } from '#shared/net/public-suffix/icann.ts';
import { classOf } from '../../../functions/asset/asset/domain/class.ts';
import { identify, toAscii } from '../../../functions/asset/asset/domain/normalise.ts';

const identityOf = (dns: string, name: string, source = 'self') => identify({ dns, name, source });

describe('the key of an asset', () => {
  it.each([
    ['www.example.com', '192.0.2.10', '#asset#www.example.com#192.0.2.10'],
    ['WWW.Example.COM', '192.0.2.10', '#asset#www.example.com#192.0.2.10'],
    ['2001:DB8::1', '2001:DB8::1', '#asset#2001:db8::1#2001:db8::1'],
    ['bücher.example', 'bücher.example', '#asset#xn--bcher-kva.example#xn--bcher-kva.example'],
    ['münchen.de', '192.0.2.1', '#asset#xn--mnchen-3ya.de#192.0.2.1'],
    ['amazon', 'arn:aws:s3:::Bucket', '#asset#amazon#arn:aws:s3:::bucket'],
    ['legacy-mainframe', 'lpar1#zos', '#asset#legacy-mainframe#lpar1#zos'],
  ])('of %s and %s is %s', (dns, name, key) => {
    expect(identityOf(dns, name).key).toBe(key);
  });

  it('is the same for a name in capitals, with and without umlauts', () => {
    const keys = ['münchen.de', 'MÜNCHEN.DE', 'München.de', 'mu\u0308nchen.de', 'XN--MNCHEN-3YA.DE'].map(
      (dns) => identityOf(dns, '192.0.2.1').key,
    );
    expect(new Set(keys)).toEqual(new Set(['#asset#xn--mnchen-3ya.de#192.0.2.1']));
  });

  it('is made of names whose letters stay as they were spelled', () => {
    expect(identityOf('WWW.Example.COM', 'Front Door')).toMatchObject({
      dns: 'WWW.Example.COM',
      name: 'Front Door',
    });
  });

  it.each([
    ['an IPv6 address, in its shortest form', 'a.example', '2001:0DB8:0:0::1', 'a.example', '2001:db8::1'],
    ['a name with the root’s dot', 'WWW.example.com.', '192.0.2.1', 'WWW.example.com', '192.0.2.1'],
    ['a lone dot, which is no root of anything', '.', '192.0.2.1', '.', '192.0.2.1'],
    ['something with colons that is no address', 'arn:aws:s3:::bucket', 'a.b.', 'arn:aws:s3:::bucket', 'a.b'],
  ])('has one spelling of %s', (_name, dns, name, dnsThen, nameThen) => {
    expect(identityOf(dns, name)).toMatchObject({ dns: dnsThen, name: nameThen });
  });

  it.each([
    ['', '192.0.2.1', 'dns'],
    ['www.example.com', ' ', 'name'],
    ['a##b', '192.0.2.1', 'dns'],
    ['a#', '192.0.2.1', 'dns'],
    ['www.example.com', 'a\u0000b', 'name'],
    ['bell\u0085.example', '192.0.2.1', 'dns'],
  ])('cannot be made of %j and %j: %s is at fault', (dns, name, path) => {
    const refusal = (() => {
      try {
        identityOf(dns, name);
      } catch (error) {
        return error;
      }
      return undefined;
    })();
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({ code: 'invalid', errors: [{ path }] });
  });

  it('of a seed may be made of one part alone', () => {
    expect(identityOf('example.com', '', 'seed').key).toBe('#asset#example.com#example.com');
    expect(identityOf('', 'example.com', 'seed').key).toBe('#asset#example.com#example.com');
  });
});

describe('the ASCII form of a name', () => {
  it.each([
    ['2001:db8::1', '2001:db8::1'],
    ['https://example.com/A', 'https://example.com/A'],
    ['日本.jp', 'xn--wgv71a.jp'],
  ])('of %s is %s', (text, ascii) => {
    expect(toAscii(text)).toBe(ascii);
  });
});

describe('the class of an asset', () => {
  it.each([
    ['amazon', '123456789012', 'account', 'amazon'],
    ['123456789012', 'arn:aws:ec2:us-east-1:1:instance/i-1', 'self', 'aws'],
    ['amazon', 's3://a-bucket', 'self', 's3'],
    ['amazon', 's3://a-bucket/', 'self', 's3'],
    ['amazon', 's3://a-bucket/key', 'self', ''],
    ['www.example.com', '192.0.2.10', 'self', 'ipv4'],
    ['www.example.com', '2001:db8::1', 'self', 'ipv6'],
    ['198.51.100.0/24', '198.51.100.0/24', 'self', 'cidr'],
    ['2001:db8::/32', '2001:db8::/32', 'self', 'cidr'],
    ['example.com', 'example.com', 'self', 'tld'],
    ['example.co.uk', 'example.co.uk', 'self', 'tld'],
    ['www.example.com', 'www.example.com', 'self', 'domain'],
    ['acme.github.io', 'acme.github.io', 'self', 'domain'],
    ['acme.test', 'acme.test', 'self', 'domain'],
    ['localhost', 'localhost', 'self', ''],
    ['198.51.100.0/33', '198.51.100.0/33', 'self', ''],
    ['1.2.3', '1.2.3', 'self', ''],
  ])('%s %s of source %s is of class %j', (dns, name, source, expected) => {
    expect(classOf({ ...identityOf(dns, name, source), source }, icannRules)).toBe(expected);
  });

  it.each([
    ['10.1.2.3', true],
    ['172.31.255.255', true],
    ['192.168.0.0/16', true],
    ['fd00::1', true],
    ['127.0.0.1', false],
    ['169.254.1.1', false],
    ['100.64.0.1', false],
    ['fe80::1', false],
    ['172.32.0.1', false],
    ['10.example.com', false],
  ])('%s is private: %s', (name, expected) => {
    expect(identityOf('host.example.com', name).private).toBe(expected);
  });

  it('private ones belong to no network that is routed', () => {
    expect(identityOf('db.example.com', '10.0.0.1').metadata).toEqual({
      asname: 'Non-Routable',
      asnumber: '0',
    });
    expect(identityOf('db.example.com', '192.0.2.1').metadata).toEqual({});
  });
});

it('a name that its ASCII form makes too long for a key or an index is refused, by its path', () => {
  const far = Array.from({ length: 512 }, (_, at) =>
    String.fromCodePoint(0x10000 + ((at * 7919) % 0xf0000)),
  ).join('');
  expect(() => identityOf(far, 'x', 'account')).toThrow(
    expect.objectContaining({
      code: 'invalid',
      errors: [{ path: 'dns', message: expect.stringMatching(/1024/) }],
    }),
  );
});
