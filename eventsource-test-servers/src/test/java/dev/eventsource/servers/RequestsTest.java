// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RequestsTest {

    private static final byte[] STARTUP =
            message("", ByteBuffer.allocate(8).putInt(3 << 16).array());
    private static final byte[] SSL =
            message("", ByteBuffer.allocate(4).putInt(80877103).array());

    private final Requests requests = new Requests();

    @Test
    void a_text_is_found_in_any_case_and_across_pieces() {
        requests.add(bytes("insert into loan; com"));
        assertThat(requests.contain("INTO loan")).isTrue();
        assertThat(requests.contain("commit")).isFalse();
        requests.add(bytes("MIT"));
        assertThat(requests.contain("Commit")).isTrue();
        requests.add(bytes(";"));
        assertThat(requests.contain("commit")).as("it was there before").isFalse();
    }

    @Test
    void a_prepared_statement_is_found_by_its_text_however_it_is_cut() {
        byte[] all = join(
                SSL,
                STARTUP,
                message("P", bytes("S_1\0COMMIT\0\0\0")),
                message("P", bytes("S_2\0select 1\0\0\0")),
                message("B", bytes("\0S_2\0more")));
        for (int length = 1; length < all.length; length++) {
            Requests cut = new Requests();
            for (int from = 0; from < all.length; from += length) {
                cut.add(Arrays.copyOfRange(all, from, Math.min(all.length, from + length)));
            }
            cut.add(message("B", bytes("\0S_1\0more")));
            assertThat(cut.contain("COMMIT\0")).as("pieces of %s", length).isTrue();
            assertThat(cut.contain("select")).isFalse();
            cut.add(message("B", bytes("\0S_2\0more")));
            assertThat(cut.contain("select 1")).isTrue();
            assertThat(cut.contain("COMMIT\0")).isFalse();
        }
    }

    @Test
    void another_protocol_has_texts_only() {
        for (int round = 0; round < 3; round++) {
            requests.add(bytes("*2\r\n$3\r\nGET\r\n$4\r\nname\r\n"));
            assertThat(requests.contain("get")).isTrue();
            assertThat(requests.contain("set")).isFalse();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] message(String type, byte[] content) {
        return join(
                bytes(type), ByteBuffer.allocate(4).putInt(content.length + 4).array(), content);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
