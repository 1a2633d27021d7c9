package io.github.dnsfailover.examples.boot;

import static org.springframework.security.config.Customizer.withDefaults;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/** Who gets in. An application has a chain of its own, and takes over the two lines for the console. */
@Configuration(proxyBeanMethods = false)
class ShopSecurity {

    @Bean
    SecurityFilterChain security(HttpSecurity http) {
        // readme: boot-security
        http.authorizeHttpRequests(to -> to.requestMatchers("/failover/**").hasAnyRole("VIEWER", "OPERATOR"));
        http.csrf(csrf -> csrf.ignoringRequestMatchers("/failover/**")); // the console has a token of its own
        // readme: end
        // readme: prometheus-security
        http.authorizeHttpRequests(
                to -> to.requestMatchers("/actuator/prometheus").hasRole("SCRAPER"));
        // readme: end
        http.authorizeHttpRequests(
                to -> to.requestMatchers("/actuator/health/**").permitAll());
        http.authorizeHttpRequests(to -> to.anyRequest().authenticated());
        http.httpBasic(withDefaults());
        return http.build();
    }
}
