/** Faults between a client and a server, controlled by function calls in the same process. */
export { type ProxyMode, type ProxyTarget, type ProxyTraffic, TcpProxy } from './tcp-proxy.ts';
