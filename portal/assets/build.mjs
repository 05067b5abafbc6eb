// Compiles and fingerprints the front-end into portal/static (ignored by git): CSS from SCSS, scripts and drawings as
// they are, each under a name that holds its content's hash, with a gzip and a brotli copy, and a manifest of names.
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const project = join(here, "..", "..");
const finished = join(here, "..", "static");
const target = `${finished}.${process.pid}`; // taken into place as a whole, so that a server never meets half a build

mkdirSync(target, { recursive: true });

const manifest = {};

function keep(name, content) {
  const bytes = Buffer.from(content);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const end = extname(name);
  const finger = `${name.slice(0, -end.length)}.${hash}${end}`;
  writeFileSync(join(target, finger), bytes);
  writeFileSync(join(target, `${finger}.gz`), gzipSync(bytes, { level: 9 }));
  writeFileSync(join(target, `${finger}.br`), brotliCompressSync(bytes));
  manifest[name] = finger;
}

const css = sass.compile(join(here, "scss", "portal.scss"), {
  loadPaths: [join(project, "node_modules")],
  style: "compressed",
  quietDeps: true,
});
keep("portal.css", css.css);
for (const folder of ["js", "svg"]) {
  for (const name of readdirSync(join(here, folder)).sort()) {
    keep(name, readFileSync(join(here, folder, name)));
  }
}
// The fonts of printed certificates, whole: a subset would lack the rare characters that names are made of. Not served.
const fonts = join(here, "..", "fonts");
const family = join(project, "node_modules", "@expo-google-fonts", "noto-sans-sc");
mkdirSync(fonts, { recursive: true });
for (const [weight, name] of [["400Regular", "NotoSansSC_400Regular.ttf"], ["700Bold", "NotoSansSC_700Bold.ttf"]]) {
  const place = join(fonts, name);
  if (!existsSync(place)) {
    copyFileSync(join(family, weight, name), `${place}.${process.pid}`);
    renameSync(`${place}.${process.pid}`, place);
  }
}
writeFileSync(join(target, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
rmSync(finished, { recursive: true, force: true });
renameSync(target, finished);
