// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples;

import org.junit.jupiter.api.Test;

/** The code of docs/how-to/write-a-storage.md. */
class ContractTest {

    @Test
    void the_page_shows_the_code_that_was_compiled() throws Exception {
        Page.howTo("write-a-storage.md").hasTheCodeOf("MyStorageContract.java");
    }
}
