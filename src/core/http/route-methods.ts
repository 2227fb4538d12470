import { type INestApplication } from '@nestjs/common';
import { listRoutes, type Route } from './list-routes';
import { type AllowedMethods } from './rest-errors.filter';

/** Which methods each address takes, as the router knows them; every address also answers HEAD where GET, and OPTIONS. */
export function routeMethods(app: INestApplication): AllowedMethods {
  // Routes are there once the application is initialised, and stay the same.
  let known: { pattern: RegExp; method: string }[] | undefined;
  return (path) => {
    known ??= listRoutes(app).map(({ path: route, method }) => ({ pattern: patternOf(route), method }));
    const methods = known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    if (methods.length === 0 || methods.includes('ALL')) return undefined;
    const heads = methods.includes('GET') ? ['HEAD'] : [];
    return [...new Set([...methods, ...heads, 'OPTIONS'])];
  };
}

function patternOf(path: Route['path']): RegExp {
  const parts = path.split('/').filter(Boolean);
  const patterns = parts.map((part) => {
    if (part.startsWith('*')) return '.+';
    return part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^/${patterns.join('/')}/?$`);
}
