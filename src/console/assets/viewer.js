// Shows a PDF page by page as one scrolls. Forms, links and scripts inside the file do nothing: only its pages are drawn.
import { GlobalWorkerOptions, getDocument, TextLayer } from './pdf.mjs';

const WIDEST = 1_100;
const here = (name) => new URL(`./${name}`, import.meta.url).href;
const place = document.querySelector('[data-pdf]');
const told = document.querySelector('[data-told]');
GlobalWorkerOptions.workerSrc = here('pdf.worker.mjs');

async function draw(page, sheet) {
  const width = Math.min(WIDEST, place.clientWidth);
  const natural = page.getViewport({ scale: 1 });
  const viewport = page.getViewport({ scale: width / natural.width });
  const sharp = Math.min(2, window.devicePixelRatio || 1);
  const canvas = document.createElement('canvas');
  canvas.width = Math.floor(viewport.width * sharp);
  canvas.height = Math.floor(viewport.height * sharp);
  sheet.append(canvas);
  const transform = sharp === 1 ? null : [sharp, 0, 0, sharp, 0, 0];
  await page.render({ canvas, viewport, transform, annotationMode: 1 }).promise;
  // The words, for those who select or listen.
  const text = document.createElement('div');
  text.className = 'pdf-text';
  text.style.setProperty('--total-scale-factor', String(viewport.scale));
  sheet.append(text);
  await new TextLayer({ textContentSource: page.streamTextContent(), container: text, viewport }).render();
}

async function show() {
  const loading = getDocument({
    url: place.dataset.pdf,
    isEvalSupported: false,
    useWasm: false,
    standardFontDataUrl: here(''),
  });
  const file = await loading.promise;
  const first = await file.getPage(1);
  const { width, height } = first.getViewport({ scale: 1 });
  const seen = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        seen.unobserve(target);
        file.getPage(Number(target.dataset.page)).then((page) => draw(page, target));
      }
    },
    { rootMargin: '600px' },
  );
  for (let n = 1; n <= file.numPages; n += 1) {
    const sheet = document.createElement('section');
    sheet.className = 'pdf-page';
    sheet.dataset.page = String(n);
    sheet.setAttribute('aria-label', `${n} / ${file.numPages}`);
    sheet.style.aspectRatio = `${width} / ${height}`;
    place.append(sheet);
    seen.observe(sheet);
  }
  told.textContent = `${file.numPages} ${place.dataset.pages}`;
}

show().catch(() => {
  told.textContent = place.dataset.failed;
});
