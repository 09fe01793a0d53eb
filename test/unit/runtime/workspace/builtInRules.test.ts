// What is left out of an index by its name.

import assert from 'node:assert/strict';
import { exclusionByName } from '../../../../src/runtime/workspace/builtInRules';

const names: Readonly<Record<string, string>> = {
  secret: [
    '.env .env.local .env.production prod.env config/staging.env .envrc .ENV',
    'server.pem tls/private.key AuthKey_4F.p8 a.p12 a.pfx a.jks a.keystore vault.kdbx putty.ppk office.ovpn',
    'terraform.tfstate terraform.tfstate.backup prod.tfvars prod.auto.tfvars prod.tfvars.json .terraformrc',
    'id_rsa keys/id_ed25519 id_ecdsa_sk .netrc _netrc .pypirc .npmrc .git-credentials .htpasswd .pgpass kubeconfig',
    '.dockercfg .dockerconfigjson .docker/config.json home/.docker/config.json .s3cfg .boto .vault-token .my.cnf',
    'secrets.yaml secret.json credentials credentials.toml service-account-prod.json service_account.json',
    '.ssh/config .gnupg/x.conf .aws/config .kube/config home/.aws/sub/a.txt',
  ].join(' '),
  lockFile: [
    'package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb deno.lock composer.lock',
    'Cargo.lock poetry.lock Pipfile.lock uv.lock pdm.lock pixi.lock Gemfile.lock go.sum go.work.sum flake.lock mix.lock',
    'pubspec.lock ios/Podfile.lock packages.lock.json gradle.lockfile .terraform.lock.hcl Package.resolved symfony.lock',
  ].join(' '),
  minified: 'jquery.min.js app-min.css page.min.html a.js.map a.d.ts.map main.bundle.js',
  binary: 'a.png b.JPG c.pdf d.docx e.zip f.wasm g.sqlite h.onnx i.woff2',
  // Left in.
  nothing: [
    '.env.example .env.sample .env.local.example .env.template example.env sample.env environment.md env.ts',
    'id_rsa.pub key.md keys.ts monkey secrets/readme.md docs/secrets.md credentials.ts locksmith.md lock.ts',
    '.docker/Dockerfile docker/config.json min.js admin.css roadmap.md bundle.ts readme png',
  ].join(' '),
};

describe('runtime/workspace/builtInRules', () => {
  for (const [rule, paths] of Object.entries(names)) {
    for (const path of paths.split(' ')) {
      it(`${path}: ${rule}`, () => assert.equal(exclusionByName(path)?.rule ?? 'nothing', rule));
    }
  }
});
