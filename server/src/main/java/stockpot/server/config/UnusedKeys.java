package stockpot.server.config;

import java.util.List;

/**
 * Keys that Synapse knows and this server does not use. A file that has them starts; they are named
 * together in one warning. A key in this list stands for everything below it.
 */
final class UnusedKeys {
    private static final String ALL =
            """
            account_threepid_delegates account_validity alias_creation_rules
            allow_device_name_lookup_over_federation allow_per_room_profiles
            allow_profile_lookup_over_federation allow_public_rooms_over_federation
            allow_underscore_prefixed_localpart allowed_avatar_mimetypes
            app_service_config_files auto_accept_invites auto_join_mxid_localpart
            auto_join_rooms_for_guests autocreate_auto_join_room_preset
            autocreate_auto_join_rooms autocreate_auto_join_rooms_federated background_updates
            backup_media_store_path bind_host bind_port block_events_without_consent_error
            block_non_admin_invites caches cas_config cleanup_extremities_with_dummy_events
            custom_template_directory custom_user_agent_suffix daemonize database.allow_unsafe_locale
            database.args.check_same_thread database.args.cp_name database.args.cp_noisy
            database.args.cp_openfun database.args.cp_reconnect database.args.application_name
            database.args.client_encoding database.args.connect_timeout
            database.args.gssencmode database.args.keepalives database.args.keepalives_count
            database.args.keepalives_idle database.args.keepalives_interval
            database.args.options database.args.sslcert database.args.sslcrl
            database.args.sslkey database.args.sslpassword database.args.sslrootcert
            database.args.target_session_attrs database.args.tcp_user_timeout
            database.data_stores database.statement_timeout database.txn_limit
            default_power_level_content_override delete_stale_devices_after disable_msisdn_registration
            disable_registration dont_notify_new_devices_for dummy_events_threshold
            dynamic_thumbnails   enable_3pid_lookup
            email.add_threepid_template_failure_html email.add_threepid_template_success_html
            email.add_threepid_template_html email.add_threepid_template_text
            email.already_in_use_template_html email.already_in_use_template_text
            email.expiry_template_html email.expiry_template_text
            email.notif_template_html email.notif_template_text
            email.password_reset_template_confirmation_html
            email.password_reset_template_failure_html
            email.password_reset_template_html email.password_reset_template_success_html
            email.password_reset_template_text email.registration_template_failure_html
            email.registration_template_html email.registration_template_success_html
            email.registration_template_text email.riot_base_url email.notif_delay_before_mail
            email.subjects.email_already_in_use email.subjects.invite_from_person
            email.subjects.invite_from_person_to_room
            email.subjects.invite_from_person_to_space email.subjects.message_from_person
            email.subjects.message_from_person_in_room email.subjects.messages_from_person
            email.subjects.messages_from_person_and_others email.subjects.messages_in_room
            email.subjects.messages_in_room_and_others email.tlsname
            email.trust_identity_server_for_password_resets
            enable_ephemeral_messages enable_local_media_storage enable_media_repo enable_metrics
            enable_registration_captcha
            enable_room_list_search enable_search enable_set_avatar_url enable_set_displayname
            event_cache_size exclude_rooms_from_presence exclude_rooms_from_sync
            experimental_features federation federation_certificate_verification_whitelist
            federation_client_minimum_tls_version federation_custom_ca_list
            federation_domain_whitelist federation_ip_range_blacklist federation_metrics_domains
            federation_rc_concurrent federation_rc_reject_limit federation_rc_sleep_delay
            federation_rc_sleep_limit federation_rc_window_size
            federation_rr_transactions_per_room_per_second federation_sender_instances
            federation_verify_certificates federation_whitelist_endpoint_enabled
            filter_timeline_limit forget_rooms_on_leave forgotten_room_retention_period
            gc_min_interval gc_thresholds gzip_responses hs_disabled hs_disabled_message http_proxy
            https_proxy include_profile_data_on_invite include_profile_updates_in_sync
            inhibit_user_in_use_error instance_map invite_3pid_guest ip_range_blacklist
            ip_range_whitelist jwt_config key_refresh_interval key_server_signing_keys_path
            ldap_config ldap.tls_options.ca_certs_data ldap.tls_options.ca_certs_path
            ldap.tls_options.ciphers ldap.tls_options.local_certificate_file
            ldap.tls_options.local_private_key_file ldap.tls_options.local_private_key_password
            ldap.tls_options.sni ldap.tls_options.ssl_options ldap.tls_options.valid_names
            ldap.tls_options.version limit_profile_requests_to_users_who_share_rooms limit_remote_rooms
            limit_usage_by_mau listeners[].additional_resources listeners[].mode listeners[].path
            listeners[].request_id_header listeners[].resources[].compress listeners[].tag
            log_config log_file login_via_existing_session.require_ui_auth manhole manhole_settings
            matrix_authentication_service matrix_rtc mau_appservice_trial_days mau_limit_alerting
            mau_limit_reserved_threepids mau_stats_only mau_trial_days max_avatar_size
            max_event_delay_duration max_mau_value max_spider_size
            media_instance_running_background_jobs media_retention media_storage_providers
            media_upload_limits metrics_bind_host metrics_flags metrics_port modules
             no_proxy_hosts no_redirect_stdio no_tls notify_appservices_from_worker
            oembed oidc_config oidc_providers old_signing_keys opentracing
            outbound_federation_restricted_to password_config.policy password_providers
            perspectives pid_file presence.idle_timeout presence.include_offline_users_on_sync
            presence.last_active_granularity presence.presence_router presence.sync_online_timeout
            prevent_media_downloads_from print_pidfile push push_rules pusher_instances
            rc_federation rc_message_burst_count rc_messages_per_second
            recaptcha_private_key recaptcha_private_key_path recaptcha_public_key
            recaptcha_public_key_path recaptcha_siteverify_api redaction_allowed_period
            redaction_retention_period redis
            remote_media_download_burst_count remote_media_download_per_second
            replication_torture_level report_stats_endpoint
            require_auth_for_profile_requests restrict_public_rooms_to_local_users retention
            room_invite_state_types room_prejoin_state run_background_tasks_on saml2_config
            send_federation sentry server_context server_notices signing_key soft_file_limit
            spam_checker sso start_pushers stats stream_writers suppress_key_server_warning
            synchronous_backup_media_store task_scheduler templates third_party_event_rules
            thumbnail_sizes tls_ca_file tls_dh_params_path tls_fingerprints
            track_appservice_user_ips track_puppeted_user_ips
            trust_identity_server_for_password_resets trusted_key_servers
            trusted_third_party_id_servers unsecure_port update_user_directory
            update_user_directory_from_worker uploads_path url_preview_accept_language
            url_preview_enabled url_preview_ip_range_blacklist url_preview_ip_range_whitelist
            url_preview_url_blacklist use_account_validity_in_account_status
            use_appservice_legacy_authorization use_frozen_dicts use_presence user_agent_suffix
            user_consent.block_events_error user_consent.server_notice_content
            user_consent.send_server_notice_to_guests user_consent.template_dir
            user_directory.exclude_remote_users user_directory.show_locked_users user_ips_max_age
            user_types web_client web_client_location worker_daemonize worker_listeners
            worker_log_config worker_main_http_uri worker_manhole worker_name worker_pid_file
            worker_replication_host worker_replication_http_port worker_replication_http_tls
            worker_replication_secret worker_replication_secret_path x_forwarded
            """;

    private UnusedKeys() {}

    static List<String> paths() {
        return List.of(ALL.strip().split("\\s+"));
    }
}
