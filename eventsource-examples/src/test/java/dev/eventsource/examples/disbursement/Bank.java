// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.disbursement;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;

/** What our side knows of the bank: it pays once for each reference, and confirms later. */
record Bank(URI address, HttpClient client) {

    private static final Duration PATIENCE = Duration.ofMillis(500);

    void pay(UUID reference, long operation, String amount) throws IOException, InterruptedException {
        URI payment = URI.create(address + "/payments?reference=" + reference + "&operation=" + operation);
        HttpRequest request = HttpRequest.newBuilder(payment)
                .timeout(PATIENCE)
                .POST(BodyPublishers.ofString(amount))
                .build();
        int status = client.send(request, BodyHandlers.discarding()).statusCode();
        if (status != 202) {
            throw new IOException("The bank answers " + status);
        }
    }
}
