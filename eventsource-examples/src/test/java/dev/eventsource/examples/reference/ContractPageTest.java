// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/reference/contract.md lists every test of the suites that storages, buses and sources must pass. */
class ContractPageTest {

    private int tests;

    @Test
    void the_page_lists_all_tests_of_the_suites() throws Exception {
        String page = """
                # The contract, as tests

                <!-- Made from eventsource-tck by `make reference`; changes by hand are lost. -->

                What storages, buses and sources of relays must pass. The lists are the names of the tests in
                `eventsource-tck`; [how to run them on your own](../how-to/write-a-storage.md).

                ## Storages

                In memory, SQLite and PostgreSQL (whole, and divided into ranges) pass `StorageContract`; so do storages that are
                wrapped for telemetry.
                """ + list("StorageContract") + """

                ## Buses

                In memory, Redis Streams, RabbitMQ and Kafka pass `EventBusContract`; so does a bus that is wrapped for telemetry.
                """ + list("EventBusContract") + """

                ## Sources of a relay

                Tables on SQLite and PostgreSQL pass `SourceContract`.
                """ + list("SourceContract");

        assertThat(tests).isGreaterThan(500);
        GeneratedPage.reference("contract.md").is(page);
    }

    private String list(String suite) {
        StringBuilder lines = new StringBuilder();
        for (ContractSource contract : all(ContractSource.of(suite).orElseThrow())) {
            if (contract.tests().isEmpty()) {
                continue;
            }
            lines.append("\n### ").append(contract.name()).append("\n\n");
            if (!contract.about().isEmpty()) {
                lines.append(contract.about()).append("\n\n");
            }
            contract.tests().forEach(test -> lines.append("- ").append(test).append('\n'));
            tests += contract.tests().size();
        }
        return lines.toString();
    }

    private static List<ContractSource> all(ContractSource contract) {
        List<ContractSource> all = new ArrayList<>();
        contract.parent().ifPresent(parent -> all.addAll(all(parent)));
        all.add(contract);
        contract.parts().forEach(part -> all.addAll(all(part)));
        return all;
    }
}
