// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Where a server is, and how to get in.
 *
 * @param user empty if there are no users
 * @param password empty if none is needed
 * @param path what the address ends with, without the slash before it
 */
record Address(String host, int port, String user, String password, String path) {

    /** @param variable of the environment, to say what is wrong */
    static Address of(String variable, String url, String scheme, int usualPort) {
        URI uri = URI.create(url);
        if (!scheme.equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalStateException(
                    variable + " should be " + scheme + "://user:password@host:port, and is: " + url);
        }
        String[] login = uri.getRawUserInfo() == null
                ? new String[] {""}
                : uri.getRawUserInfo().split(":", 2);
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceFirst("^/", "");
        return new Address(
                uri.getHost(),
                uri.getPort() < 0 ? usualPort : uri.getPort(),
                decoded(login[0]),
                login.length > 1 ? decoded(login[1]) : "",
                decoded(path));
    }

    String url(String scheme) {
        String login = user.isEmpty() && password.isEmpty() ? "" : encoded(user) + ":" + encoded(password) + "@";
        return scheme + "://" + login + host + ":" + port + (path.isEmpty() ? "" : "/" + encoded(path));
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
