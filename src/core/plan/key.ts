/** The key of what an object belongs to: keys are paths that end in a kind and a name, `cluster/lab-a/guest/101`. */
export function parentKey(key: string): string {
  return key.split('/').slice(0, -2).join('/');
}
