/// Public keys, and tokens that another library (PyJWT) signed with their private keys, which nobody has any more.
/// Claims, where the name says nothing else: iss joinery, aud crm and joinery, sub E-7, name 李梅, roles finance and one
/// that is not ours, shop S-1, exp 1800000000, nbf 1700000000.
enum SampleTokens {
  static let keySet = #"""
    {"keys":[{"kty":"RSA","n":"1BU5Ng06tEM2LNGn4ClwxNPYFw0ClxJpIHeq9uksrjocuGLp-biLrRxDt6m95pRH7WdjBD6ic\#
    ZwtQU1dJy89Qosns8I7CHUKOckN_uG-WEwlblrFqhaOQjIYydclcojXMqyTERgyNNB7SJ9SiHK8eSpB1TRePB1qotwBG0ypQ6yYk\#
    EBx-Vud6RbnCzuQ1-U2_JUt5gtZ2wecPhDkhEnRXQIlihBvWD7i493Myj-B_Aq6DKpypmLoV5zv7zAMC1quMVsf7jixAW-Xmij5n\#
    BC58mPCYeNS9LbYzdjyQEuwA0_IlklJE_qilxbqMmiP1RCVImMU8ZFAYc6TrlAviTGXaw","e":"AQAB","kid":"r1","use":"\#
    sig","alg":"RS256"},{"kty":"EC","crv":"P-256","x":"UIovcgcftnAfauhUPgECx_GiANU6-Bz7lbgnPrG3hMY","y":\#
    "aczZjCriDlu_KMXflVehLL8Fjf5MTCc-Uz6WQn7Vbxk","kid":"e1","use":"sig"}]}
    """#
  static let weakKeySet = #"""
    {"keys":[{"kty":"RSA","key_ops":["verify"],"n":"0t9sBIUQT0jAVgC-_ws-HlT6zAX_vG7jsSnSt-wKedbH9ALRy8Yj\#
    K0YdmcRWvWOWjf038CZUXs8bOtfYhWzdWOg012NTXI0LoOYqhUE2uevOsguOQ1jOJPtRmqQV6PGg9xHArxdCJArYDPJoU-V7xzin\#
    Wv1Cap5IUhq_UmbE6U0","e":"AQAB","kid":"w"}]}
    """#
  static let otherCurveKeySet = #"""
    {"keys":[{"kty":"EC","crv":"P-384","x":"FGTIoxNbG4KvuUnPWUhjpyfZA8Zk7y-lWxLIBUWQqj67kZ1U0EhdhbiIPWWt\#
    PSoa","y":"yagwExtsFLrVoWr9oBoJmzX_JWOtOyOuHQ3JexR80Z5nwbMxGQiSvCMowIoYo6UX","kid":"p"}]}
    """#
  static let rs256 = #"""
    eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJqb2luZXJ5IiwiYXVkIjpbImNybSIsImpvaW5l\#
    cnkiXSwic3ViIjoiRS03IiwibmFtZSI6Ilx1Njc0ZVx1Njg4NSIsInJvbGVzIjpbImZpbmFuY2UiLCJ3aXphcmQiXSwic2hvcCI6\#
    IlMtMSIsImV4cCI6MTgwMDAwMDAwMCwibmJmIjoxNzAwMDAwMDAwfQ.sUVJ0NAZV0gwiMrQCGbiEWtUsVd7UZr9z-UEsJGtBUyAz\#
    dj9bpNVmnnsyts9q4N7zqd6Wlj2cCj0ipjpq12LwYVfxMv8idf5ef9Kx1qzf0_XnNx_ItW82bWsuLsSCz392xyVDcEfvw4S120UW\#
    Fnk-JrL-PMsXY8l_Ol1vJdRg5bIUDCXHnjMnxD34kF-ZK6egrSGsE7KA05xU8QAq5DOmQcOyAdekqEkIgqtBQY09q1Se9DSfxT5g\#
    HXEnqBpKdYfL-jFZ3390YWFMvbITWblxZuLuUHTQHYur0vFNWrGP6mc4LaIl3vBK9GSzCF88fK_KfNF_Ojw4IF6Db9lFTkHLQ
    """#
  static let rs256WithoutKid = #"""
    eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJqb2luZXJ5IiwiYXVkIjpbImNybSIsImpvaW5lcnkiXSwic3ViIjo\#
    iRS03IiwibmFtZSI6Ilx1Njc0ZVx1Njg4NSIsInJvbGVzIjpbImZpbmFuY2UiLCJ3aXphcmQiXSwic2hvcCI6IlMtMSIsImV4cCI\#
    6MTgwMDAwMDAwMCwibmJmIjoxNzAwMDAwMDAwfQ.yeZtVYyPWE7xmKMif0SEYqEwoSwnE49LesoIijtzpDL3EENV-4b4QWmQ-ss0\#
    g1y-ql8BUKISUL19wnZZjh5F6A74rgWTSuapTpAnNSm6u7OnJEMRo3YDN2K-8arsXUUA_QPDKf9bmBWfZNJ4yEigNa1WUCeIQMxv\#
    SiT-eJEq7zEnQk5Ro8aDYa0RNulcjtOQb9aHrB_jXpp0uS0kqz6ua_OBqsoyGCSgVdbFCHYl_y4HxNWpPjoAHwe6jXjoWx4zYvtJ\#
    eS-itWWLTaFo5J4Pt-Q_Pj_dQByBD7-LLP-dYCn7lgk1JV4minnUF29okW0eYcwmGznrcNyAjvHrh1s82Q
    """#
  static let rs256OfUnknownKid = #"""
    eyJhbGciOiJSUzI1NiIsImtpZCI6Inp6IiwidHlwIjoiSldUIn0.eyJpc3MiOiJqb2luZXJ5IiwiYXVkIjpbImNybSIsImpvaW5l\#
    cnkiXSwic3ViIjoiRS03IiwibmFtZSI6Ilx1Njc0ZVx1Njg4NSIsInJvbGVzIjpbImZpbmFuY2UiLCJ3aXphcmQiXSwic2hvcCI6\#
    IlMtMSIsImV4cCI6MTgwMDAwMDAwMCwibmJmIjoxNzAwMDAwMDAwfQ.OctC0MKGTVvZ_LU-wfVpfGkfi7kPFOLr5pnnrIyADX253\#
    CCFj6xgtiE76LYh6X4e9TO3_AvResosShOy8TDAZNiSxS43XMeJWvE4nS09KkzSSoik8Gt__5ZJOVoT45Mcp6yQ1Tpf5AxtASE2I\#
    4tbu0KvlyeL9ecABhSxvil5qPZ9KrX3MRPNNC_TuQHaUwmzfhknGDPkyK94OTHFYCMlsXQ02o6Bf9XmXLvEzU9tf8_ZHerYE4iNb\#
    MoCU5MbHdAQ32h88hujTKckdCgJiwzdvwALcLSf_x3CfeGW5ag6lcMYKwe5ghtCEfoZ-Iq_9laHnylt-Otfu_qKA-FQxBkQ-w
    """#
  static let rs256UnderKidOfES256 = #"""
    eyJhbGciOiJSUzI1NiIsImtpZCI6ImUxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJqb2luZXJ5IiwiYXVkIjpbImNybSIsImpvaW5l\#
    cnkiXSwic3ViIjoiRS03IiwibmFtZSI6Ilx1Njc0ZVx1Njg4NSIsInJvbGVzIjpbImZpbmFuY2UiLCJ3aXphcmQiXSwic2hvcCI6\#
    IlMtMSIsImV4cCI6MTgwMDAwMDAwMCwibmJmIjoxNzAwMDAwMDAwfQ.bnWHsajrcMFLQYHDour264p1QG23SeO0fdezUw-JW_SCf\#
    Rh3UoGvE0IWs0NL1VOWj4tSGj4NMYMHc-yTpaq5WxGkI9gYkvFiBrI_o-ByzRUr9wf7Tb2EM4KSdmyyvLOoq2RqD2s1QrBepLinc\#
    kkyr8ylRHqARsP9Fs4DGDipKZF0IzkH0OkN1BIXMUhXRkTc-lDF9r2K23gKkB_GXgvgu7SGMIHKT1aLZRbubYR-bxbNcHndxhnoZ\#
    X7IH-0jq8jE8UcO_0YS1qxncTkjsjuKwCh5a2Z3DBnPJnhkK_BORSJMz_Pu78PlhHHraBPRvbglFETRVE7oCZxnK8f2zH9nTQ
    """#
  static let rs256OfAnotherKey = #"""
    eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJqb2luZXJ5IiwiYXVkIjpbImNybSIsImpvaW5l\#
    cnkiXSwic3ViIjoiRS03IiwibmFtZSI6Ilx1Njc0ZVx1Njg4NSIsInJvbGVzIjpbImZpbmFuY2UiLCJ3aXphcmQiXSwic2hvcCI6\#
    IlMtMSIsImV4cCI6MTgwMDAwMDAwMCwibmJmIjoxNzAwMDAwMDAwfQ.dxY2JluIC_CPiTQwJ3QgzaMwfjypkw82jHeSP4XWDs9rX\#
    G0YX0Abm41-S0eHCTsTE9qxaHNbWpIjf4Ho1V2FojfsprpEJXBePKYrfFvB5tV74z0QVB1Yj4gCztHWhRum_ZGDwZKqBIYLq7wWd\#
    AZZjkhcN2okCw1kCuKH5g-pk8qa4DnNB2q78ZtANy88Sf0_yq69BAwZnIX_ji_EWoPTj4lkZl4VMpZPPFoWs6KVMbG0g3n6JNX1i\#
    i52e3Dnh3wuFhOucnalCxBZ1RjNewwNffI5Zx5Ok6o67u6Eb8uDUnns0GDe2Rne4MxCQKgfDOr7hXo64SgHqt3icK7JUeVRmQ
    """#
  static let rs384 = #"""
    eyJhbGciOiJSUzM4NCIsImtpZCI6InIxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJqb2luZXJ5IiwiYXVkIjpbImNybSIsImpvaW5l\#
    cnkiXSwic3ViIjoiRS03IiwibmFtZSI6Ilx1Njc0ZVx1Njg4NSIsInJvbGVzIjpbImZpbmFuY2UiLCJ3aXphcmQiXSwic2hvcCI6\#
    IlMtMSIsImV4cCI6MTgwMDAwMDAwMCwibmJmIjoxNzAwMDAwMDAwfQ.QdpSh69FxBJm6xX1oKa5ygaWdjuwYJF5QfVrTIUc3SykQ\#
    91JGa73oi4E2I60rdU4qiHEzpZNwjHH2-wDkgQIEuOdHRqXpHfdrv6eb1NhhOrxRGcomN4ZVaLFxVXJ-NlmnNV-v1a4eBlxRxHIW\#
    j-TzuomOCr_4HrelDYLh-rKfeIZx6SDl4nf056bikRgRrHxd3WtoQ7_IcRNQfXbGFkFnRU2-bxvVdhmLVbX1oi1ENczp_5f-M8po\#
    XIwTAkryPhZQrHpZvQeIWQuw-akWJAWyOBoQoUOezlpOCEgiBjIIGsKJWTzJo5GsDE2WCjstpEfkovRGLzD7Qv_Nr7wZGnIsA
    """#
  static let es256 = #"""
    eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJqb2luZXJ5IiwiYXVkIjpbImNybSIsImpvaW5l\#
    cnkiXSwic3ViIjoiRS03IiwibmFtZSI6Ilx1Njc0ZVx1Njg4NSIsInJvbGVzIjpbImZpbmFuY2UiLCJ3aXphcmQiXSwic2hvcCI6\#
    IlMtMSIsImV4cCI6MTgwMDAwMDAwMCwibmJmIjoxNzAwMDAwMDAwfQ.GAbJReQjDPd5XkI2MeEH4ckEzQ0IwTfCNCzGidRA6Dfex\#
    B1kYuYB6o4oTjCPpsFy3AxuhquVg6ICex55xCivpw
    """#
  static let es256OfAnotherIssuer = #"""
    eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJodHRwczovL290aGVyLmV4YW1wbGUiLCJhdWQi\#
    OlsiY3JtIiwiam9pbmVyeSJdLCJzdWIiOiJFLTciLCJuYW1lIjoiXHU2NzRlXHU2ODg1Iiwicm9sZXMiOlsiZmluYW5jZSIsIndp\#
    emFyZCJdLCJzaG9wIjoiUy0xIiwiZXhwIjoxODAwMDAwMDAwLCJuYmYiOjE3MDAwMDAwMDB9.r5EtvYMlI5-AMVMlJJiDu6Env1I\#
    AwIz6enYv8sYoz0Yx-orql60JR2mGBuXxQUQzSC2suFZVw2AdHX7SEyDzgg
    """#
  static let es256WithoutIssuer = #"""
    eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIiwidHlwIjoiSldUIn0.eyJhdWQiOlsiY3JtIiwiam9pbmVyeSJdLCJzdWIiOiJFLTci\#
    LCJuYW1lIjoiXHU2NzRlXHU2ODg1Iiwicm9sZXMiOlsiZmluYW5jZSIsIndpemFyZCJdLCJzaG9wIjoiUy0xIiwiZXhwIjoxODAw\#
    MDAwMDAwLCJuYmYiOjE3MDAwMDAwMDB9.CWsvmT2Hh7G0hblZ_t38ZRcrqczAwfn3OsWd08KabuuqYwaYcMNSgR_xJmj5EMmzlbi\#
    Ur5_aRZhU4NcQl5Ct8A
    """#
  static let es256ForAnotherAudience = #"""
    eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJqb2luZXJ5IiwiYXVkIjoid2lraSIsInN1YiI6\#
    IkUtNyIsIm5hbWUiOiJcdTY3NGVcdTY4ODUiLCJyb2xlcyI6WyJmaW5hbmNlIiwid2l6YXJkIl0sInNob3AiOiJTLTEiLCJleHAi\#
    OjE4MDAwMDAwMDAsIm5iZiI6MTcwMDAwMDAwMH0.yuWyPbnQMqHi4rIbuji_i30wmvNyzY6yabuiZh0qDDD2oOuHrysGKxpY_Jf5\#
    kARIUhXneue6u9XqTNvH-p10Uw
    """#
  static let es256ForOtherAudiences = #"""
    eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJqb2luZXJ5IiwiYXVkIjpbIndpa2kiLCJqb2lu\#
    ZXJ5LXdpa2kiXSwic3ViIjoiRS03IiwibmFtZSI6Ilx1Njc0ZVx1Njg4NSIsInJvbGVzIjpbImZpbmFuY2UiLCJ3aXphcmQiXSwi\#
    c2hvcCI6IlMtMSIsImV4cCI6MTgwMDAwMDAwMCwibmJmIjoxNzAwMDAwMDAwfQ.UmQ65QIlsNZrUkUqgTj9ThHEHLcmT8iuBH7WE\#
    pKfhOYsp9sFv67S6mwkilY9KvyJZSg97gEN-_1PaMKxA9uDyQ
    """#
  static let es256WithoutAudience = #"""
    eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJqb2luZXJ5Iiwic3ViIjoiRS03IiwibmFtZSI6\#
    Ilx1Njc0ZVx1Njg4NSIsInJvbGVzIjpbImZpbmFuY2UiLCJ3aXphcmQiXSwic2hvcCI6IlMtMSIsImV4cCI6MTgwMDAwMDAwMCwi\#
    bmJmIjoxNzAwMDAwMDAwfQ.YyOp_F13LLLeMj6dzdzdksR0Z2nIK-rmC_snFMAARqEcX8uFIN0jqApWWhMufdCRPvAKytGqzUMsp\#
    Jkod07k4w
    """#
  static let hs256OfThePublicKey = #"""
    eyJhbGciOiAiSFMyNTYiLCAidHlwIjogIkpXVCIsICJraWQiOiAicjEifQ.eyJpc3MiOiAiam9pbmVyeSIsICJhdWQiOiBbImNyb\#
    SIsICJqb2luZXJ5Il0sICJzdWIiOiAiRS03IiwgIm5hbWUiOiAiXHU2NzRlXHU2ODg1IiwgInJvbGVzIjogWyJmaW5hbmNlIiwgI\#
    ndpemFyZCJdLCAic2hvcCI6ICJTLTEiLCAiZXhwIjogMTgwMDAwMDAwMCwgIm5iZiI6IDE3MDAwMDAwMDB9.2AdVi8v1ycN2Om2b\#
    X3A53xHTdhX5_htsSxjNzz3MVJs
    """#
}
