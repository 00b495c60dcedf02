import type { SignedPost, SignedRequest } from "../sign/signedRequest.ts";
import { powershell as quote } from "../text/quote.ts";
import {
  type Action,
  actionOf,
  fileOf,
  headersOf,
  pathOf,
  refuseDotSegments,
  type SnippetLanguage,
} from "./snippetLanguage.ts";

/**
 * Windows PowerShell 5.1 and PowerShell 7. Uses .NET's HttpClient, because the cmdlets of 5.1 reject some headers and
 * lose the text of an error.
 */
export const powershell: SnippetLanguage = {
  id: "powershell",
  label: "PowerShell",
  languageId: "powershell",
  write: (signed, payload) =>
    signed.kind === "post" ? form(signed, fileOf(signed, payload)) : request(signed, actionOf(signed, payload)),
  refusal: (signed) => (signed.kind === "url" ? (refuseDotSegments(signed) ?? refuseLegacyPath(signed)) : undefined),
};

/**
 * System.Uri of the .NET Framework treats `%5C` as a slash and drops dots at the end of a segment, in any program
 * without a target framework, such as powershell.exe 5.1 (dotnet/runtime#118031, mono/mono#2136). It also decodes
 * `!'()*`, which is harmless: S3 encodes the path again before it checks the signature. CloudFront does not.
 */
function refuseLegacyPath({ url, headers }: SignedRequest) {
  const isForCloudFront = /[?&]Key-Pair-Id=/.test(url) || headers.Cookie !== undefined;
  const pattern = isForCloudFront ? /[\\!'()*]|\.(\/|$)/ : /\\|\.(\/|$)/;
  return pattern.test(pathOf(url)) ? ("pathRewritten" as const) : undefined;
}

/**
 * By default, Windows PowerShell may offer only TLS 1.0, which S3 rejects. With UseCookies, it would not send a Cookie
 * header that is part of the request.
 */
const START = `& {
  $ErrorActionPreference = 'Stop'
  Add-Type -AssemblyName System.Net.Http
  [Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12
  $handler = New-Object Net.Http.HttpClientHandler
  $handler.AllowAutoRedirect = $false
  $handler.UseCookies = $false
  $client = New-Object Net.Http.HttpClient $handler
  $client.Timeout = [Threading.Timeout]::InfiniteTimeSpan
`;

function request(signed: SignedRequest, action: Action): string {
  const headers = headersOf(signed).map(
    ([name, value]) => `  if (-not $request.Headers.TryAddWithoutValidation(${quote(name)}, ${quote(value)})) {
    [void]$request.Content.Headers.TryAddWithoutValidation(${quote(name)}, ${quote(value)})
  }
`,
  );
  return `${START}${newRequest(signed.method, signed.url)}${contentOf(action)}${headers.join("")}${send(300)}${useOf(action)}}
`;
}

const newRequest = (method: string, url: string): string =>
  `  $method = New-Object Net.Http.HttpMethod ${quote(method)}
  $request = New-Object Net.Http.HttpRequestMessage $method, (${quote(url)})
  $request.Headers.ExpectContinue = $false
`;

const send = (failedFrom: number): string =>
  `  $response = $client.SendAsync($request, [Net.Http.HttpCompletionOption]::ResponseHeadersRead).GetAwaiter().GetResult()
  if ([int]$response.StatusCode -ge ${failedFrom}) {
    throw "$([int]$response.StatusCode) $($response.ReasonPhrase)\`n$($response.Content.ReadAsStringAsync().GetAwaiter().GetResult())"
  }
`;

/** .NET's current folder differs from PowerShell's. */
const inFolder = (file: string): string =>
  `[IO.Path]::Combine((Get-Location -PSProvider FileSystem).ProviderPath, ${quote(file)})`;
const openRead = (file: string): string => `New-Object Net.Http.StreamContent ([IO.File]::OpenRead(${inFolder(file)}))`;
/** The comma keeps PowerShell from passing the array's elements as separate arguments. */
const bytesContent = (text: string): string => {
  const bytes =
    text.includes("\0") || /[\r\n]/.test(text)
      ? `[Convert]::FromBase64String('${Buffer.from(text).toString("base64")}')`
      : `[Text.Encoding]::UTF8.GetBytes(${quote(text)})`;
  return `New-Object Net.Http.ByteArrayContent (, ${bytes})`;
};

function contentOf(action: Action): string {
  if (action.kind === "upload") return `  $request.Content = ${openRead(action.file)}\n`;
  return action.kind === "send" && action.body !== undefined
    ? `  $request.Content = ${bytesContent(action.body)}\n`
    : "";
}

function useOf(action: Action): string {
  switch (action.kind) {
    case "download":
      return `  $file = [IO.File]::Create(${inFolder(action.output)})
  try { [void]$response.Content.CopyToAsync($file).GetAwaiter().GetResult() } finally { $file.Dispose() }
`;
    case "head":
      return `  foreach ($header in @($response.Headers) + @($response.Content.Headers)) { "$($header.Key): $($header.Value -join ', ')" }
`;
    default:
      return "  $response.Content.ReadAsStringAsync().GetAwaiter().GetResult()\n";
  }
}

/** Each part has its name in quotes, as in a browser. .NET would omit the quotes and give each value a content type. */
function form({ url, fields }: SignedPost, file: string): string {
  const part = (content: string, disposition: string) => `  $part = ${content}
  [void]$part.Headers.TryAddWithoutValidation('Content-Disposition', ${quote(`form-data; ${disposition}`)})
  $form.Add($part)
`;
  const parts = Object.entries(fields).map(([name, value]) => part(bytesContent(value), `name="${name}"`));
  const name = file.replace(/^.*[/\\]/s, "").replaceAll('"', "%22");
  return `${START}  $form = New-Object Net.Http.MultipartFormDataContent
${parts.join("")}${part(openRead(file), `name="file"; filename="${name}"`)}${newRequest("POST", url)}  $request.Content = $form
${send(400)}${useOf({ kind: "send" })}}
`;
}
