/** What clients do when a pool moves, in virtual time and against real servers on loopback. */
package io.github.dnsfailover.client;
