# Sourced by nginx's auto/make: the archives come from kundo's own Makefile,
# also when nginx's build is started without it.

cat << END                                                    >> $NGX_MAKEFILE

$KUNDO_OBJS/libkundo.a:
	@\$(MAKE) -C $ngx_addon_dir OBJS=$KUNDO_OBJS archives

$KUNDO_OBJS/libkundo_web.a: $KUNDO_OBJS/libkundo.a

-include \$(wildcard $NGX_OBJS/addon/*/*.d)

END
