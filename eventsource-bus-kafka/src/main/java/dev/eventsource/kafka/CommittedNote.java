// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * The metadata that is committed with an offset: what is done behind it in the first line, below that the inbox's note. A
 * broker takes 4,096 characters if not told otherwise (offset.metadata.max.bytes).
 */
final class CommittedNote {

    private static final int MAX = 4_000;

    private CommittedNote() {}

    static OffsetAndMetadata commit(Progress progress, String note) {
        String kept = cut(note);
        return new OffsetAndMetadata(
                progress.low(), progress.stretches(MAX - kept.length()) + (kept.isEmpty() ? "" : "\n" + kept));
    }

    static String note(OffsetAndMetadata committed) {
        int line = committed.metadata().indexOf('\n');
        return line < 0 ? "" : committed.metadata().substring(line + 1);
    }

    /** The oldest lines go first. */
    private static String cut(String note) {
        String kept = note;
        while (kept.length() > MAX) {
            int line = kept.indexOf('\n');
            kept = line < 0 ? "" : kept.substring(line + 1);
        }
        return kept;
    }
}
