// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.input;

/**
 * What a file may demand of this machine.
 *
 * @param maxBytes of the whole, decompressed
 * @param maxItemBytes of one line (JSON lines) or one tag, text or comment (XML)
 * @param anyRatio whether a compressed file may expand to more than {@value #RATIO} times its size
 */
public record Limits(long maxBytes, int maxItemBytes, boolean anyRatio) {

    /** What an honest log does not reach: event logs shrink to a 20th or 50th. */
    public static final int RATIO = 250;

    /** 16 GiB, lines of 16 MiB. */
    public static final Limits DEFAULT = new Limits(16L << 30, 16 << 20, false);
}
