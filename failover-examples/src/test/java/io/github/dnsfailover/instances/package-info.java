/** Several instances in processes of their own, with real stores and a real name server, on bad days. */
@NullMarked
package io.github.dnsfailover.instances;

import org.jspecify.annotations.NullMarked;
