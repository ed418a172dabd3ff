/** Contract suites for those who write a storage: extend {@link dev.eventsource.tck.StorageContract} and run it. */
@NullMarked
package dev.eventsource.tck;

import org.jspecify.annotations.NullMarked;
