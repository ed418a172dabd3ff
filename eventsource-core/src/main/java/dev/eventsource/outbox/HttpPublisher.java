// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.outbox;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.CloudEvents;
import dev.eventsource.bus.Envelope;
import dev.eventsource.bus.Message;
import dev.eventsource.bus.Publisher;
import dev.eventsource.bus.RefusedException;
import dev.eventsource.bus.RefusedForGoodException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Posts each message to a URL, as a CloudEvent in binary mode (CloudEvents 1.0, HTTP binding), one after the other. Any
 * answer from 200 to 299 means that it was taken. Redirects are not followed: they would send an event where nobody has
 * said that it may go.
 *
 * <p>Answers 500 to 599, 408 and 429, and none at all within the time-out, are {@link RefusedException}s: try again. Any
 * other answer is a {@link RefusedForGoodException}. A server that is out of reach is a {@link BusException}, an outage.
 */
public final class HttpPublisher implements Publisher {

    private final HttpClient client;
    private final URI target;
    private final Duration timeout;
    private final String[] headers;

    /**
     * With an HTTP client of its own.
     *
     * @param target where to post; the topic is not part of it
     * @param timeout for connecting, and for each answer
     */
    public HttpPublisher(URI target, Duration timeout) {
        this(
                HttpClient.newBuilder()
                        .connectTimeout(timeout)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build(),
                target,
                timeout);
    }

    /**
     * With a client of yours: for its TLS, its proxy, its credentials.
     *
     * @param headers names and values in turn, such as an Authorization
     */
    public HttpPublisher(HttpClient client, URI target, Duration timeout, String... headers) {
        if (client.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new IllegalArgumentException("The HTTP client must not follow redirects: set Redirect.NEVER");
        }
        if (target.getHost() == null || !List.of("http", "https").contains(target.getScheme())) {
            throw new IllegalArgumentException("Events are posted to a URL like https://host/path");
        }
        this.client = client;
        this.target = target;
        this.timeout = timeout;
        this.headers = headers.clone();
    }

    @Override
    public void publish(String topic, List<Message> messages) {
        for (Message message : messages) {
            post(message);
        }
    }

    private void post(Message message) {
        int status = status(CloudEvents.envelope(message));
        if (status >= 200 && status < 300) {
            return;
        }
        if (status >= 500 || status == 408 || status == 429) {
            throw new RefusedException(where() + " answers " + status + "; try again later", null);
        }
        throw new RefusedForGoodException(where() + " refuses message " + message.id() + " with " + status
                + (status >= 300 && status < 400 ? "; redirects are not followed" : ""));
    }

    private int status(Envelope envelope) {
        try {
            return client.send(request(envelope), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (ConnectException e) {
            throw new BusException(where() + " is out of reach; is it running?", e);
        } catch (HttpTimeoutException e) {
            throw new RefusedException(where() + " gave no answer within " + timeout, e);
        } catch (IOException e) {
            throw new RefusedException(
                    where() + " could not be asked: " + e.getClass().getName(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusException("Interrupted while waiting for " + where(), e);
        }
    }

    private HttpRequest request(Envelope envelope) {
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .timeout(timeout)
                .POST(HttpRequest.BodyPublishers.ofByteArray(envelope.data()));
        envelope.attributes().forEach((name, value) -> {
            if (name.equals(CloudEvents.CONTENT_TYPE)) {
                request.header("content-type", value);
            } else {
                request.header("ce-" + name, encoded(value));
            }
        });
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }

    /** As the HTTP binding says in 3.1.3.2: printable ASCII as it is, the rest in percent. */
    static String encoded(String value) {
        StringBuilder text = new StringBuilder();
        for (byte one : value.getBytes(StandardCharsets.UTF_8)) {
            if (one > 0x20 && one < 0x7f && one != '"' && one != '%') {
                text.append((char) one);
            } else {
                text.append('%').append(String.format("%02X", one & 0xff));
            }
        }
        return text.toString();
    }

    /** Without user and query, which may be secret. */
    private String where() {
        return target.getScheme() + "://" + target.getHost() + (target.getPort() < 0 ? "" : ":" + target.getPort())
                + target.getPath();
    }
}
