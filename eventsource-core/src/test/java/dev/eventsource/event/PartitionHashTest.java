// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors are those of the hash's authors, http://www.isthe.com/chongo/tech/comp/fnv/. */
class PartitionHashTest {

    @ParameterizedTest
    @CsvSource({"'',cbf29ce484222325", "a,af63dc4c8601ec8c", "foobar,85944171f73967e8"})
    void it_is_the_hash_of_everybody(String name, String hash) {
        assertThat(Long.toHexString(PartitionHash.of(name))).isEqualTo(hash);
    }

    @Test
    void it_is_an_unsigned_number_modulo_the_partitions() {
        // 0xaf63dc4c8601ec8c is 12638187200555641996 and, as a signed number, below zero.
        assertThat(PartitionHash.partition("a", 10)).isEqualTo(6);
        assertThat(PartitionHash.partition("a", 1)).isZero();
        assertThat(PartitionHash.partition("foobar", 16)).isEqualTo(8);
    }

    @Test
    void bytes_beyond_ascii_count_as_they_are_in_utf_8() {
        assertThat(Long.toHexString(PartitionHash.of("é"))).isEqualTo("ac21707b7181e01");
    }
}
