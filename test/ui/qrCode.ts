import jsQR from "jsqr";
import type { Locator } from "playwright-core";

/** The text of a QR code, as a camera reads it. */
export async function readQrCode(picture: Locator): Promise<string> {
  const png = (await picture.screenshot()).toString("base64");
  const { data, width, height } = await picture.page().evaluate(async (png) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(png), (byte) => byte.charCodeAt(0))]));
    const { width, height } = bitmap;
    const canvas = new OffscreenCanvas(width, height).getContext("2d") as OffscreenCanvasRenderingContext2D;
    canvas.drawImage(bitmap, 0, 0);
    return { data: [...canvas.getImageData(0, 0, width, height).data], width, height };
  }, png);
  return jsQR(Uint8ClampedArray.from(data), width, height)?.data ?? "";
}
