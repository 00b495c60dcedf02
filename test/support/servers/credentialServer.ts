import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { canonicalRequest, sha256, signature, stringToSign } from "../s3Server/canonical.ts";
import { readRequest, type S3Request } from "../s3Server/request.ts";
import type { S3Server } from "../s3Server/server.ts";
import type { S3User } from "../s3Server/sigV4.ts";

/** What a role requires of callers that assume it. */
export interface Role {
  externalId?: string;
  /** Serial number of a device, which shows 123456 unless `code` is set. */
  mfa?: string;
  code?: string;
}

/**
 * The services that issue credentials, on loopback: STS, IAM Identity Center's portal and token service, the sign-in
 * service, EC2 instance metadata, and container credentials. The S3 server knows the issued credentials as its own
 * users.
 */
export interface CredentialServer {
  endpoint: string;
  /** The requests, oldest first. */
  asked: string[];
  /** Roles by ARN; anyone can assume any other role. */
  roles: Record<string, Role>;
  /** Lifetime of the issued sessions. */
  sessionSeconds: number;
  /** The token that the portal accepts. */
  accessToken: string;
  /** Expires all sessions issued so far. */
  endSessions(): void;
  close(): Promise<void>;
}

class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

type Reply = { type: string; body: string };

export async function startCredentialServer(s3: S3Server): Promise<CredentialServer> {
  const http = createServer();
  const issued: S3User[] = [];
  const server: CredentialServer = {
    endpoint: "",
    asked: [],
    roles: {},
    sessionSeconds: 3600,
    accessToken: "portal-token",
    endSessions() {
      for (const session of issued) session.sessionExpiresAt = new Date(0);
    },
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
  const issue = (accountId: string): S3User => {
    const session: S3User = {
      accountId,
      accessKeyId: `ASIA${randomBytes(8).toString("hex").toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString("base64"),
      sessionToken: randomBytes(60).toString("base64"),
      sessionExpiresAt: new Date(Math.ceil(Date.now() / 1000) * 1000 + server.sessionSeconds * 1000),
    };
    issued.push(session);
    s3.users.push(session);
    return session;
  };
  http.on("request", async (message, response) => {
    const request = readRequest(message, "none");
    try {
      send(response, 200, await reply({ server, s3, issue }, request, await text(message)));
    } catch (error) {
      const { status = 500, code = "Internal", message: why } = error as Refusal;
      const isQuery = message.url === "/";
      send(
        response,
        status,
        isQuery
          ? xml(
              `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${why}</Message></Error></ErrorResponse>`,
            )
          : json({ message: why, error: code }),
        { "x-amzn-errortype": code },
      );
    }
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  server.endpoint = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return server;
}

interface Setup {
  server: CredentialServer;
  s3: S3Server;
  issue(accountId: string): S3User;
}

async function reply(setup: Setup, request: S3Request, body: string): Promise<Reply> {
  const { server, issue } = setup;
  const { method, rawPath, headers, query } = request;
  switch (`${method} ${rawPath}`) {
    case "POST /":
      return sts(setup, request, body);
    case "GET /federation/credentials": {
      server.asked.push(`GetRoleCredentials ${query.get("role_name")}`);
      if (headers["x-amz-sso_bearer_token"] !== server.accessToken) {
        throw new Refusal(401, "UnauthorizedException", "Session token not found or invalid");
      }
      const session = issue(query.get("account_id") as string);
      return json({ roleCredentials: { ...plain(session), expiration: session.sessionExpiresAt?.getTime() } });
    }
    case "POST /token": {
      server.asked.push("CreateToken");
      const { refreshToken } = JSON.parse(body);
      if (refreshToken !== "refresh-me") throw new Refusal(400, "InvalidGrantException", "no such token");
      return json({ accessToken: server.accessToken, expiresIn: 3600, tokenType: "Bearer", refreshToken });
    }
    case "POST /v1/token": {
      server.asked.push("CreateOAuth2Token");
      if (!headers.dpop) throw new Refusal(400, "ValidationException", "no proof of possession");
      const session = issue("111122223333");
      return json({
        accessToken: plain(session),
        tokenType: "aws_sigv4",
        expiresIn: server.sessionSeconds,
        refreshToken: "next",
      });
    }
    case "PUT /latest/api/token":
      server.asked.push("IMDS token");
      return { type: "text/plain", body: "imds-token" };
    case "GET /latest/meta-data/iam/security-credentials/":
      return { type: "text/plain", body: "instance-role" };
    case "GET /latest/meta-data/iam/security-credentials/instance-role":
      server.asked.push("IMDS credentials");
      if (headers["x-aws-ec2-metadata-token"] !== "imds-token") throw new Refusal(401, "Unauthorized", "no token");
      return json(metadata(issue("111122223333")));
    case "GET /container":
      server.asked.push("Container credentials");
      if (headers.authorization !== "container-token") throw new Refusal(401, "Unauthorized", "no token");
      return json(metadata(issue("111122223333")));
  }
  throw new Refusal(404, "NotFound", `${method} ${rawPath}`);
}

/** AWS STS API Reference: a query protocol over POST with XML responses. */
async function sts({ server, s3, issue }: Setup, request: S3Request, body: string): Promise<Reply> {
  const form = new URLSearchParams(body);
  const action = form.get("Action") as string;
  const arn = form.get("RoleArn") ?? "";
  server.asked.push([action, arn.split("/")[1]].filter(Boolean).join(" "));
  const result = (inner: string) =>
    xml(
      `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${inner}</${action}Result></${action}Response>`,
    );
  if (action === "AssumeRoleWithWebIdentity") {
    if (form.get("WebIdentityToken") !== "web-token") throw new Refusal(400, "InvalidIdentityToken", "not ours");
    return result(assumed(arn, issue(accountOf(arn))));
  }
  const caller = authenticate(s3.users, request, body);
  if (action === "GetCallerIdentity") {
    return result(
      `<Arn>arn:aws:iam::${caller.accountId}:user/test</Arn><UserId>test</UserId><Account>${caller.accountId}</Account>`,
    );
  }
  const { externalId, mfa, code = "123456" } = server.roles[arn] ?? {};
  const denied = () =>
    new Refusal(403, "AccessDenied", `not authorized to perform: sts:AssumeRole on resource: ${arn}`);
  if (externalId && form.get("ExternalId") !== externalId) throw denied();
  if (mfa && form.get("SerialNumber") !== mfa) throw denied();
  if (mfa && form.get("TokenCode") !== code) {
    throw new Refusal(403, "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code.");
  }
  return result(assumed(arn, issue(accountOf(arn))));
}

function authenticate(users: S3User[], request: S3Request, body: string): S3User {
  const [, credential = "", signed = "", given] =
    /Credential=([^,]+), SignedHeaders=([^,]+), Signature=(\w+)/.exec(request.headers.authorization ?? "") ?? [];
  const [accessKeyId = "", date = "", region = "", service] = credential.split("/");
  const user = users.find((known) => known.accessKeyId === accessKeyId);
  if (service !== "sts" || !user)
    throw new Refusal(403, "InvalidClientTokenId", "The security token included in the request is invalid");
  if (user.sessionToken !== request.headers["x-amz-security-token"])
    throw new Refusal(403, "InvalidClientTokenId", "token");
  if (user.sessionExpiresAt && user.sessionExpiresAt <= new Date()) throw new Refusal(403, "ExpiredToken", "expired");
  const scope = { accessKeyId, date, region, service };
  const canonical = canonicalRequest({ ...request, signedHeaders: signed.split(";"), payloadHash: sha256(body) });
  const expected = signature(
    stringToSign(canonical, request.headers["x-amz-date"] ?? "", scope),
    user.secretAccessKey,
    scope,
  );
  if (expected !== given) throw new Refusal(403, "SignatureDoesNotMatch", "wrong secret");
  return user;
}

const accountOf = (arn: string): string => arn.split(":")[4] as string;

function assumed(arn: string, { accessKeyId, secretAccessKey, sessionToken, sessionExpiresAt }: S3User): string {
  return `<AssumedRoleUser><Arn>${arn.replace(":iam:", ":sts:")}/s</Arn><AssumedRoleId>ARO:s</AssumedRoleId></AssumedRoleUser><Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey><SessionToken>${sessionToken}</SessionToken><Expiration>${sessionExpiresAt?.toISOString()}</Expiration></Credentials>`;
}

const plain = ({ accessKeyId, secretAccessKey, sessionToken }: S3User) => ({
  accessKeyId,
  secretAccessKey,
  sessionToken,
});

/** In the format of the instance metadata service and of a container's endpoint. */
function metadata({ accessKeyId, secretAccessKey, sessionToken, sessionExpiresAt }: S3User) {
  return {
    Code: "Success",
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    Token: sessionToken,
    Expiration: sessionExpiresAt?.toISOString().replace(/\.\d+/, ""),
  };
}

const xml = (body: string): Reply => ({ type: "text/xml", body });
const json = (value: unknown): Reply => ({ type: "application/json", body: JSON.stringify(value) });

function send(response: ServerResponse<IncomingMessage>, status: number, { type, body }: Reply, headers = {}): void {
  response.writeHead(status, { "content-type": type, ...headers }).end(body);
}
