// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import java.util.function.Function;

/** Where what is kept is read and written: in a storage, or in a transaction of it. */
interface Rows {

    /** The work must not change anything, nor keep what it is handed. */
    <R> R reading(Function<Contents, R> work);

    /** All that the work writes is stored, or nothing if it throws; in a transaction it throws before it writes. */
    <R> R writing(Function<Contents, R> work);
}
