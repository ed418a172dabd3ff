// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class AddressTest {

    @Test
    void an_address_is_read_as_it_is_written() {
        Address address = new Address("host", 5671, "me", "s:/@+ %t", "/");
        assertThat(address.url("amqp")).isEqualTo("amqp://me:s%3A%2F%40%2B%20%25t@host:5671/%2F");
        assertThat(Address.of("VARIABLE", address.url("amqp"), "amqp", 5672)).isEqualTo(address);
        Address bare = new Address("host", 6379, "", "", "");
        assertThat(bare.url("redis")).isEqualTo("redis://host:6379");
        assertThat(Address.of("VARIABLE", "redis://host", "redis", 6379)).isEqualTo(bare);
    }

    @Test
    void an_address_of_something_else_says_whose_it_is() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Address.of("VARIABLE", "http://host", "redis", 6379))
                .withMessageContainingAll("VARIABLE", "redis://", "http://host");
    }
}
