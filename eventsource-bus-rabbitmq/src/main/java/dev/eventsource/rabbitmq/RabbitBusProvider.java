// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import com.rabbitmq.client.ConnectionFactory;
import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.BusProvider;
import dev.eventsource.bus.EventBus;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;

/**
 * Opens {@code amqp://user:password@host:port/vhost} and, with TLS, {@code amqps://…}: there the certificate must be
 * trusted by the JVM and name the host. {@code ?exchange=direct} chooses the type of exchange of new topics: topic (the
 * default), direct, fanout, headers; the client knows {@code heartbeat} and others
 * (https://www.rabbitmq.com/docs/uri-query-parameters).
 */
public final class RabbitBusProvider implements BusProvider {

    private static final String EXCHANGE = "exchange=";

    @Override
    public List<String> schemes() {
        return List.of("amqp:", "amqps:");
    }

    @Override
    public EventBus open(String url, BusOptions options) {
        return new RabbitEventBus(
                factory(url), RabbitEventBus.Options.DEFAULT.withBus(options).withExchange(exchange(url)));
    }

    static ConnectionFactory factory(String url) {
        ConnectionFactory factory = new ConnectionFactory();
        try {
            URI uri = new URI(withoutExchange(url));
            if (uri.getHost() == null) {
                // The client would take that for localhost.
                throw new IllegalArgumentException("no host");
            }
            factory.setUri(uri);
            if (factory.isSSL()) {
                // The client's own choice for such a URL trusts everybody.
                factory.useSslProtocol(SSLContext.getDefault());
                factory.enableHostnameVerification();
            }
        } catch (URISyntaxException | GeneralSecurityException | IllegalArgumentException e) {
            // What they say quotes the URL, which has a password in it.
            throw new IllegalArgumentException("A URL of RabbitMQ looks like amqp://user:password@host:5672/vhost, with"
                    + " special characters as %XX; the given one does not ("
                    + e.getClass().getSimpleName() + ")");
        }
        return factory;
    }

    static ExchangeType exchange(String url) {
        for (String parameter : parameters(url)) {
            if (parameter.startsWith(EXCHANGE)) {
                String type = parameter.substring(EXCHANGE.length());
                try {
                    return ExchangeType.valueOf(type.toUpperCase(Locale.ROOT));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("exchange is topic, direct, fanout or headers, not " + type, e);
                }
            }
        }
        return ExchangeType.TOPIC;
    }

    private static String withoutExchange(String url) {
        List<String> others = new ArrayList<>(parameters(url));
        others.removeIf(parameter -> parameter.startsWith(EXCHANGE));
        String bare = url.split("\\?", 2)[0];
        return others.isEmpty() ? bare : bare + "?" + String.join("&", others);
    }

    private static List<String> parameters(String url) {
        int question = url.indexOf('?');
        return question < 0 ? List.of() : List.of(url.substring(question + 1).split("&", -1));
    }
}
