// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The statements a client of PostgreSQL prepared by name: later it sends no more than the name, also for
 * {@code COMMIT}. A stream in another protocol has none.
 */
final class PreparedStatements {

    private static final int LARGEST = 256 << 20;
    private static final int STARTUP_MAJOR = 3;
    private static final int NEGOTIATION_MAJOR = 1234;

    private final Map<String, String> texts = new HashMap<>();
    private final ByteArrayOutputStream unread = new ByteArrayOutputStream();
    private int needed = 4;
    private boolean started;
    private boolean foreign;

    /** The texts of those that are executed in these bytes. */
    String executedBy(byte[] bytes) {
        StringBuilder executed = new StringBuilder();
        unread.writeBytes(foreign ? new byte[0] : bytes);
        if (unread.size() >= needed) {
            ByteBuffer buffer = ByteBuffer.wrap(unread.toByteArray());
            while (hasMessage(buffer)) {
                read(buffer, executed);
            }
            unread.reset();
            unread.write(buffer.array(), buffer.position(), buffer.remaining());
        }
        return executed.toString();
    }

    /** A message is its length and its content; all but the first have a letter before. */
    private boolean hasMessage(ByteBuffer buffer) {
        int head = started ? 1 : 0;
        needed = head + 4;
        if (foreign || buffer.remaining() < needed) {
            return false;
        }
        int length = buffer.getInt(buffer.position() + head);
        foreign = length < 4 || length > LARGEST;
        needed = head + length;
        return !foreign && buffer.remaining() >= needed;
    }

    private void read(ByteBuffer buffer, StringBuilder executed) {
        char type = started ? (char) buffer.get() : ' ';
        ByteBuffer content = buffer.slice(buffer.position() + 4, buffer.getInt(buffer.position()) - 4);
        buffer.position(buffer.position() + 4 + content.remaining());
        if (!started) {
            int major = content.remaining() < 4 ? 0 : content.getShort();
            started = major == STARTUP_MAJOR;
            foreign = !started && major != NEGOTIATION_MAJOR;
        } else if (type == 'P') {
            texts.put(string(content), string(content));
        } else if (type == 'B') {
            string(content);
            executed.append(texts.getOrDefault(string(content), "")).append(Requests.END_OF_STATEMENT);
        }
    }

    private static String string(ByteBuffer content) {
        int start = content.position();
        while (content.hasRemaining() && content.get() != 0) {
            // Up to its end.
        }
        int length = Math.max(0, content.position() - start - 1);
        return new String(content.array(), content.arrayOffset() + start, length, StandardCharsets.ISO_8859_1);
    }
}
