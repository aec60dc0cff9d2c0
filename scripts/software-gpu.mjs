import { join } from 'node:path';
import { unpack } from './unpack.mjs';

const supported = process.platform === 'linux' && process.arch === 'x64';
const wanted = process.env.GRADLENS_TEST_ADAPTER !== 'system';

/** @param {string[]} folders */
const libraryPath = (...folders) =>
  [...folders, process.env.LD_LIBRARY_PATH].filter((folder) => folder).join(':');

/**
 * The variables with which the npm package `webgpu` finds SwiftShader, a Vulkan driver for the CPU. The dynamic loader
 * reads LD_LIBRARY_PATH when a process starts, so they are for a child, never for the caller itself. Empty with
 * GRADLENS_TEST_ADAPTER=system and where there is no such driver (anything but Linux x64).
 *
 * @returns {Promise<Record<string, string>>}
 */
export async function softwareGpuEnvironment() {
  if (!wanted) return {};
  if (!supported) {
    process.stderr.write(
      `gradlens: no software WebGPU driver for ${process.platform} ${process.arch}, using the system's adapter\n`,
    );
    return {};
  }
  const driver = await unpack('swiftshader', ['swiftshader.tar.br']);
  const manifest = join(driver, 'vk_swiftshader_icd.json');
  return {
    LD_LIBRARY_PATH: libraryPath(driver),
    VK_DRIVER_FILES: manifest,
    VK_ICD_FILENAMES: manifest,
  };
}

/**
 * How Playwright starts a Chromium with `navigator.gpu`: on Linux x64 the one of @sparticuz/chromium with the same
 * SwiftShader, elsewhere Playwright's own.
 */
export async function chromiumLaunchOptions() {
  if (!supported) return { args: ['--enable-unsafe-webgpu'] };
  // Chromium looks for SwiftShader beside itself; al2023 holds NSS and expat, which a bare machine may lack.
  const folder = await unpack('chromium', ['chromium.br', 'swiftshader.tar.br', 'al2023.tar.br']);
  return {
    executablePath: join(folder, 'chromium'),
    args: ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--no-sandbox'],
    env: { ...process.env, LD_LIBRARY_PATH: libraryPath(join(folder, 'lib')) },
  };
}
