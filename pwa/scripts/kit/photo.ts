/** A photo made small enough for a weak network: as large as reading needs, upright as the camera was held, never enlarged. */
const LONGEST = 2400; // pixels; text of an ID card stays readable for OCR, a 12 MB photo becomes about 700 kB
const LIGHT = 2_000_000; // bytes that may go as they are

/** Draws the photo and answers the file to send; what this browser can't draw goes as it is, the server reads it. */
export async function prepared(file: File, canvas: HTMLCanvasElement): Promise<File> {
  canvas.hidden = true;
  if (!file.type.startsWith("image/")) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    canvas.hidden = false;
    return scale < 1 || file.size > LIGHT ? await smaller(file, canvas) : file;
  } catch {
    canvas.hidden = true;
    return file;
  }
}

async function smaller(file: File, canvas: HTMLCanvasElement): Promise<File> {
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.9));
  if (!blob || blob.size >= file.size) return file;
  return new File([blob], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: "image/jpeg" });
}
