import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { scratchFolder } from "../run/scratchFolder.ts";
import { alice, type S3Server } from "../s3Server/server.ts";
import type { S3User } from "../s3Server/sigV4.ts";
import type { S3Target } from "../servers/s3Target.ts";
import { openS3 } from "./openS3.ts";

let sessions = 0;

/** A profile whose program returns the keys of the current session. `end` ends the first one, `enter` starts another. */
export async function inSession(context: TestContext, target: S3Target & { strict: S3Server }) {
  const { strict } = target;
  const users = [...strict.users];
  context.after(() => strict.users.splice(0, strict.users.length, ...users));
  const { path, remove } = scratchFolder("session");
  context.after(remove);
  const file = join(path, "keys.json");
  const enter = () => {
    const name = `SESSION${++sessions}`;
    const user: S3User = { ...alice, accessKeyId: `ASIA${name}`, sessionToken: name };
    strict.users.push(user);
    const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken } = user;
    writeFileSync(file, JSON.stringify({ Version: 1, AccessKeyId, SecretAccessKey, SessionToken }));
    return { end: () => Object.assign(user, { sessionExpiresAt: new Date(0) }) };
  };
  const first = enter();
  const profile = `[profile session]\nendpoint_url = ${strict.endpoint}\nregion = us-east-1\n`;
  const { s3 } = openS3(context, target, `${profile}credential_process = cat ${file}\n`);
  const connection = await s3.connection("session");
  await s3.credentialsEnd(connection);
  return { s3, connection, send: s3.sender(connection), enter, end: first.end };
}
