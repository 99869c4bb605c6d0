package io.kytkin.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Addresses of REST's own objects, for {@code Location} and for links. */
final class Address {
    private Address() { }

    /** Below {@code /api}, with every part encoded for a path. */
    static String of(Object... parts) {
        StringBuilder address = new StringBuilder("/api");
        for (Object part : parts) {
            address.append('/')
                    .append(URLEncoder.encode(part.toString(), StandardCharsets.UTF_8).replace("+", "%20"));
        }
        return address.toString();
    }
}
