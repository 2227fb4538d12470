import { METHODS } from 'node:http';
import { type INestApplication, RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, MODULE_PATH, PATH_METADATA } from '@nestjs/common/constants';
import { ApplicationConfig, MetadataScanner, ModulesContainer } from '@nestjs/core';
import { type Need, needOf } from '../access/needs';
import { isOpen } from '../access/open';

/** One way into the program: `GET /sync/runs/:id/`, the method that answers it, and the module that brings it. */
export interface Route {
  method: string;
  path: string;
  /** `SyncController.show`, or the name of a plain Express handler. */
  handler: string;
  /** The Nest module, or `express` for what was added beside Nest. */
  from: string;
  /** What a caller must be allowed to do, or `anonymous`; what was added beside Nest passes no guard. */
  needs: Need | 'anonymous' | 'undeclared';
}

/**
 * Every route of an initialised application, in the order in which Express tries them: the router says what there is,
 * Nest's controllers say whose it is. So a route that went past Nest, and past its guards, is listed too.
 */
export function listRoutes(app: INestApplication): Route[] {
  const known = owners(app);
  return expressRoutes(app).map((route) => ({ ...route, ...known.get(key(route)) }));
}

/** A route that Nest knows of: the controller class, its method, and the module that brings it. */
export interface ControllerRoute {
  readonly method: string;
  readonly path: string;
  readonly controller: Type;
  readonly action: object;
  /** Of the method of the controller. */
  readonly name: string;
  readonly module: Type;
}

/** Every route of Nest's controllers, in the order of the modules. */
export function controllerRoutes(modules: ModulesContainer, prefix: string): ControllerRoute[] {
  return [...modules.values()].flatMap(({ controllers, metatype: module }) => {
    const before = [prefix, modulePath(module, modules)];
    return [...controllers.values()].flatMap(({ metatype }) => {
      if (typeof metatype !== 'function') return [];
      const controller = metatype as Type;
      return actionsOf(controller).flatMap(({ name, action, method }) =>
        joined(before, pathsOf(controller), pathsOf(action)).map((path) => {
          return { method, path: path.replace(/\/{2,}/g, '/'), controller, action, name, module };
        }),
      );
    });
  });
}

type Owner = Pick<Route, 'handler' | 'from' | 'needs'>;

function owners(app: INestApplication): Map<string, Owner> {
  const found = new Map<string, Owner>();
  const prefix = app.get(ApplicationConfig).getGlobalPrefix();
  for (const route of controllerRoutes(app.get(ModulesContainer), prefix)) {
    const place = key(route);
    // Express takes the first of two equal routes.
    if (found.has(place)) continue;
    found.set(place, {
      handler: `${route.controller.name}.${route.name}`,
      from: route.module.name,
      needs: needsOf(route),
    });
  }
  return found;
}

function needsOf({ action, controller }: ControllerRoute): Route['needs'] {
  return isOpen(action, controller) ? 'anonymous' : (needOf(action, controller) ?? 'undeclared');
}

function actionsOf(controller: { prototype: unknown }): { name: string; action: object; method: string }[] {
  const prototype = controller.prototype as Record<string, unknown>;
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
    const action = prototype[name];
    if (typeof action !== 'function') return [];
    const method = RequestMethod[Number(Reflect.getMetadata(METHOD_METADATA, action))];
    return [{ name, action, method }];
  });
}

function pathsOf(decorated: object): string[] {
  const path: unknown = Reflect.getMetadata(PATH_METADATA, decorated);
  if (path === undefined) return [];
  return Array.isArray(path) ? path.map(String) : [String(path)];
}

/** The path that `RouterModule.register` has put before all controllers of a module. */
function modulePath(module: Type, modules: ModulesContainer): string {
  return String(Reflect.getMetadata(MODULE_PATH + modules.applicationId, module) ?? '');
}

function joined(before: string[], controllerPaths: string[], methodPaths: string[]): string[] {
  return controllerPaths.flatMap((controller) =>
    methodPaths.map((method) => [...before, controller, method].map((part) => `/${part}`).join('')),
  );
}

/** Decorators and Express write the same place with more or fewer slashes. */
function key({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method} ${path.split('/').filter(Boolean).join('/')}`;
}

/** Express 5's router; its parts are public in use, but have no types of their own. */
interface ExpressRouter {
  stack: { route?: { path: string | RegExp | string[]; stack: { method?: string; name: string }[] } }[];
}

function expressRoutes(app: INestApplication): Route[] {
  const { router } = app.getHttpAdapter().getInstance() as { router: ExpressRouter };
  return router.stack.flatMap(({ route }) => {
    if (!route) return [];
    const methods = [...new Set(route.stack.map(({ method }) => method?.toUpperCase() ?? 'ALL'))];
    // Express writes a route for all methods as one handler for each that Node knows.
    const isForAll = METHODS.every((method) => methods.includes(method));
    const handler = route.stack.at(-1)?.name ?? '';
    return [route.path].flat().flatMap((path) =>
      (isForAll ? ['ALL'] : methods).map((method) => ({
        method,
        path: String(path),
        handler,
        from: 'express',
        needs: 'anonymous' as const,
      })),
    );
  });
}
