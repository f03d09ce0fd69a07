import { credentialUnder, describeCredential, entropyOf, isPlaceholder, knownFormIn } from '../../src/controls/credential-patterns';
import { credentialInText, credentialsInWords } from '../../src/controls/credential-texts';
import { credentials, framedKey, random } from '../support/credentials';

describe('a credential of a public format', () => {
  test.each(credentials.map(([form, text], index) => [`${form} (${index})`, form, text] as const))('%s', (_, form, text) => {
    expect(knownFormIn(text)?.form).toBe(form);
    expect(knownFormIn(`{"a": "b"}\nvalue="${text}"\n`)?.form).toBe(form);
    expect(knownFormIn(JSON.stringify(text))?.form).toBe(form);
  });

  test('is found behind a placeholder', () => {
    const [[, key] = ['', '']] = credentials;
    expect(knownFormIn(`AKIAIOSFODNN7EXAMPLE, ${key}`)?.form).toBe('an AWS access key');
  });

  test('is told by its form and its length, never by a character of it', () => {
    for (const [, text] of credentials) {
      const found = knownFormIn(text);
      expect(found && describeCredential(found)).toMatch(/^an? [A-Za-z ]+ \(\d+ characters\)$/);
    }
  });

  test.each([
    'AKIAIOSFODNN7EXAMPLE', 'AKIA', 'https://a.example.com?u=b@c', 'ghp_short', 'npm_config_registry', 'eyJhbGciOiJub25lIn0', framedKey, 'git@github.com:shop/web.git',
    'https://example.com/a:b@c', 'https://user@example.com', 'postgres://shop:$(DB_PASSWORD)@db/shop', 'postgres://shop:${DB_PASSWORD}@db/shop',
    'postgres://user:<password>@db/shop', 'postgres://{{ .User }}:{{ .Password }}@db', 'http://localhost:8080/@me', 'amqp://guest:changeme@mq',
    'authorization: bearer $TOKEN', 'Authorization: Basic <base64>', 'sha256:4c2e7b1f', 'sk-ant', 'registry.example.com/a:1@sha256:0123',
  ])('is not %s', (text) => expect(knownFormIn(text)).toBeUndefined());
});

describe('a literal under a telling name', () => {
  test.each([
    ['DB_PASSWORD', 'hunter2'], ['password', 'admin'], ['POSTGRES_PASSWORD', 'postgres'], ['PGPASSWORD', 'x9'], ['MYSQL_PWD', 'root'], ['SMTP_PASS', 'mail1'],
    ['adminPassword', 'P@ssw0rd!'], ['passphrase', 'correct-horse-battery-staple'], ['db.passwd', 'a b'.replace(' ', '')],
    ['JWT_SECRET', 'abc123def'], ['clientSecret', random], ['AWS_SECRET_ACCESS_KEY', random], ['api-key', 'a1b2c3d4'], ['STRIPE_API_KEY', random],
    ['ACCESS_TOKEN', random], ['TOKEN', random], ['github_token', random], ['secret', random], ['BOOTSTRAP_TOKEN', 'abcdef.0123456789abcdef'],
  ])('%s=%s', (name, value) => {
    expect(credentialUnder(name, value)).toEqual({ form: `a literal under "${name}"`, length: value.length });
  });

  test.each([
    ['DB_PASSWORD', ''], ['DB_PASSWORD', 'changeme'], ['DB_PASSWORD', '${PASSWORD}'], ['DB_PASSWORD', '$(PASSWORD)'], ['DB_PASSWORD', '<password>'],
    ['DB_PASSWORD', 'REPLACE_ME'], ['DB_PASSWORD', 'your-password'], ['DB_PASSWORD', '{{ .Values.password }}'], ['DB_PASSWORD', '********'],
    ['DB_PASSWORD', 'vault:secret/data/db#password'], ['DB_PASSWORD', '/etc/secrets/db'], ['DB_PASSWORD', 'ENC[AES256_GCM,data:abc]'],
    ['DB_PASSWORD', 'arn:aws:secretsmanager:eu-west-1:1:secret:db'], ['DB_PASSWORD', 'xxxxxxxx'], ['DB_PASSWORD', '@DB_PASSWORD@'],
    ['DB_PASSWORD_FILE', '/etc/secrets/db'], ['PASSWORD_MIN_LENGTH', '12'], ['passwordPolicy', 'strict'], ['ALLOW_EMPTY_PASSWORD', 'yes'],
    ['MYSQL_RANDOM_ROOT_PASSWORD', '1'], ['REQUIRE_PASSWORD', 'true'], ['passwordSecretRef', 'db'], ['PWD', 'srv'], ['COMPASS', 'north'], ['bypass', 'me2'],
    ['TLS_SECRET', 'shop-tls'], ['imagePullSecret', 'registry'], ['secretName', random], ['TOKEN_TTL', '24h'], ['token', 'shop-api-token'], ['TOKEN', 'true'],
    ['SECRET', 'my-app-secret-name-for-production'], ['AWS_ACCESS_KEY_ID', 'none'], ['PUBLIC_KEY', random], ['apiKey', 'api-key'], ['KEY', random],
    ['ACCESS_TOKEN_URL', 'https://login.example.com/token'], ['CLIENT_SECRET', 'oidc-client-secret'], ['SSH_AUTH_SOCK', '/tmp/agent'], ['AUTH', 'basic'],
    ['SESSION_SECRET', 'valueFrom.secretKeyRef'], ['token', 'config.auth.token'], ['AUTH_TOKEN', 'getenv("TOKEN")'], ['digest', random],
    ['IMAGE', `registry.example.com/app@sha256:${'0123456789abcdef'.repeat(4)}`], ['password', 'the password of the database'],
  ])('not %s=%s', (name, value) => {
    expect(credentialUnder(name, value)).toBeUndefined();
  });
});

describe('a credential in a file of settings', () => {
  test.each([
    'user = shop\npassword = hunter2\n', 'spring:\n  datasource:\n    password: "hunter2"\n', '{\n  "user": "shop",\n  "password": "hunter2"\n}', 'export DB_PASSWORD=hunter2',
    '<user>shop</user>\n<password>hunter2</password>', 'Server=db;User Id=shop;Password=hunter2;Timeout=3', 'Server=db;Pwd=hunter2;', "$cfg['x'];\nDB_PASS='hunter2' # secret",
    `token: ${random}\n`, `[default]\naws_secret_access_key=${random}\n`,
  ])('%s', (text) => expect(credentialInText(text)?.form).toMatch(/^a literal under "/));

  test.each([
    '# password = hunter2', '// password: hunter2', '; password = hunter2', 'password: password', 'password: str', 'password = $1', 'PASSWORD=$(cat /etc/secrets/db)',
    'password: ${DB_PASSWORD}', 'password_file = /etc/secrets/db', 'password = config.get("password")', 'if password == "": fail', 'passwordHash: bcrypt',
    'Enter the password: it is shown once.', 'token_ttl: 24h', 'tokenReview: true', 'secretName: shop-tls', 'auth: basic',
  ])('not %s', (text) => expect(credentialInText(text)).toBeUndefined());

  test('long lines, which are programs, are passed over, and quickly', () => {
    const start = process.hrtime.bigint();
    expect(credentialInText(`var x="${'password=a'.repeat(100_000)}"`)).toBeUndefined();
    expect(credentialInText('a'.repeat(1_000_000))).toBeUndefined();
    expect(credentialInText(`https://${'a:'.repeat(200_000)}`)).toBeUndefined();
    expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(1500);
  });
});

describe('a credential on a command line', () => {
  test.each([
    [['--password=hunter2'], 0], [['--user', 'shop', '--password', 'hunter2'], 3], [['-password', 'hunter2'], 1], [['sh', '-c', 'PGPASSWORD=hunter2 psql -h db'], 2],
    [['sh', '-c', 'mysql --user=root --password=hunter2 shop'], 2], [['sh', '-c', 'login --password hunter2'], 2], [['--token', random], 1],
    [['curl', '-H', `Authorization: Bearer ${random}`], 2], [['--db', 'postgres://shop:hunter2@db/shop'], 1],
  ])('%j', (words, index) => expect(credentialsInWords(words).map((found) => found.index)).toEqual([index]));

  test.each([
    [['--password=$(PASSWORD)']], [['--password', '$(PASSWORD)']], [['--password-file', '/etc/secrets/db']], [['--password-file=/etc/secrets/db']], [['--password', '--verbose']],
    [['--token-ttl=24h']], [['--secret=shop-tls']], [['--tls-private-key-file=/etc/tls/key']], [['--authentication-token-webhook=true']], [['sh', '-c', 'cat password | login']],
    [['--service-account-signing-key-file', '/etc/kubernetes/pki/sa.key']], [['--password=', '']], [[1, null, { password: 'hunter2' }]],
  ] as readonly (readonly [readonly unknown[]])[])('not %j', (words) => expect(credentialsInWords(words)).toEqual([]));
});

test('entropy is in bits for each character', () => {
  expect([entropyOf(''), entropyOf('aaaa'), entropyOf('abab'), entropyOf('abcd'), entropyOf('0123456789abcdef')]).toEqual([0, 0, 1, 2, 4]);
});

test('placeholders are told by what people write', () => {
  expect(['changeme', 'CHANGE_ME', '<token>', '${X}', 'your-token-here', '...', 'TODO', 'null'].filter((value) => !isPlaceholder(value))).toEqual([]);
  expect(['hunter2', 'exam', 'mychange', 'P@ss'].filter(isPlaceholder)).toEqual([]);
});
