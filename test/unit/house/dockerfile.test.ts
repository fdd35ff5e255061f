import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildProgram } from '../../../src/cli/program.ts';
import { metaOf, settings } from '../../../src/platform/config.ts';
import { checkout, filesBelow, importsOf, read } from './source.ts';

// No container engine runs where the tests run, so the file itself is held to what it claims.
interface Instruction {
  readonly name: string;
  readonly rest: string;
}

const instructions: Instruction[] = read('Dockerfile')
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n/g, ' ')
  .split('\n')
  .filter(Boolean)
  .map((line) => ({ name: line.split(' ')[0]!, rest: line.slice(line.indexOf(' ') + 1) }));

const only = (name: string) => instructions.filter((one) => one.name === name).map((one) => one.rest);
const exec = (text: string) => JSON.parse(text) as string[];

/** What the last stage copies from the checkout. */
const finalStage = instructions.slice(instructions.findLastIndex((one) => one.name === 'FROM'));
const copied = finalStage
  .filter((one) => one.name === 'COPY' && !one.rest.startsWith('--from'))
  .flatMap((one) => one.rest.split(' ').slice(0, -1));

describe('the Dockerfile', () => {
  test('copies only what exists and what .dockerignore lets through', () => {
    const ignored = read('.dockerignore').split('\n').filter(Boolean);
    for (const source of only('COPY')
      .filter((rest) => !rest.startsWith('--from'))
      .flatMap((rest) => rest.split(' ').slice(0, -1))) {
      expect(existsSync(path.join(checkout, source)), source).toBe(true);
      expect(ignored, source).not.toContain(source);
    }
  });

  test('copies every folder that the program imports from', () => {
    const needed = new Set(
      filesBelow('src', '.ts')
        .flatMap(importsOf)
        .map(({ to }) => to.split('/')[0]!),
    );
    expect(copied).toEqual(expect.arrayContaining([...needed]));
  });

  test('takes Debian slim with a Node that the package allows, and runs as no root', () => {
    for (const image of only('FROM')) expect(image).toMatch(/^node:(2[0-9])-bookworm-slim( AS \w+)?$/);
    expect(only('USER').at(-1)).toBe('node');
  });

  test('starts a command that exists, with an option that it has', () => {
    const [runtime, script] = exec(only('ENTRYPOINT')[0]!);
    expect(runtime).toBe('node');
    expect(statSync(path.join(checkout, script!)).isFile()).toBe(true);
    const [name, option, value] = exec(only('CMD')[0]!);
    const command = buildProgram('en').commands.find((one) => [one.name(), ...one.aliases()].includes(name!));
    expect(command?.options.map((one) => one.long)).toContain(option);
    expect(settings.shape.role.safeParse(value).success).toBe(true);
  });

  test('sets only variables that the hub reads', () => {
    const known = [...Object.values(settings.shape).map((schema) => metaOf(schema).env), 'NODE_ENV'];
    for (const setting of only('ENV').flatMap((rest) => rest.split(' ')))
      expect(known).toContain(setting.split('=')[0]);
  });

  test('asks the liveness page for its health', () => {
    const [, script] = exec(only('HEALTHCHECK')[0]!.replace(/^.*CMD /, ''));
    expect(read(script!)).toContain("path: '/livez'");
    expect(filesBelow('src/api', '.ts').some((file) => read(file).includes("'/livez'"))).toBe(true);
  });
});
