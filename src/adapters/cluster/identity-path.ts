/** Where a cluster says which one it is: by the UID of a namespace that each has. */
export const IDENTITY_PATH = '/api/v1/namespaces/kube-system';
