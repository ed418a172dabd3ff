// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.input;

import java.io.IOException;
import java.io.InputStream;

/** Ends a file that grows beyond its limits while it is read: in all, for one item, or by its compression. */
final class BoundedInput extends CountedInput {

    private static final long RATIO_MATTERS_FROM = 64L << 20;

    private final Limits limits;
    private final CountedInput compressed;
    private long itemBegan;

    BoundedInput(InputStream in, CountedInput compressed, Limits limits) {
        super(in);
        this.compressed = compressed;
        this.limits = limits;
    }

    /** What is read from here on belongs to the next item. */
    void nextItem() {
        itemBegan = count();
    }

    @Override
    void counted(long bytes) throws IOException {
        super.counted(bytes);
        if (count() > limits.maxBytes()) {
            throw new TooLargeException("the file has more than " + limits.maxBytes()
                    + " bytes when decompressed; if that is right, raise --max-size");
        }
        if (count() - itemBegan > limits.maxItemBytes() + (1L << 16)) {
            throw new TooLargeException("a single line or tag has more than " + limits.maxItemBytes()
                    + " bytes; if that is right, raise --max-line");
        }
        if (!limits.anyRatio() && count() > RATIO_MATTERS_FROM && count() / Limits.RATIO > compressed.count()) {
            throw new TooLargeException("the file expands to more than " + Limits.RATIO
                    + " times its size, which no honest log does; if it is one, say so by giving --max-size");
        }
    }
}
